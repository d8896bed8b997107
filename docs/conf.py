"""How the site is built: `make docs`."""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pywebio import __version__  # noqa: E402

project = "pywebio"
author = "The PyWebIO authors"
copyright = author
release = version = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "demos.try_it.links"]
exclude_patterns = ["_build"]
nitpicky = True
# A language that only other readers of the sources can color is shown plain.
suppress_warnings = ["misc.highlighting_failure"]
# Types in signatures are read, not followed: most are of other libraries or shorthands.
nitpick_ignore_regex = [("py:(class|obj|data|exc)", ".*")]

default_role = "literal"
highlight_language = "python"
pygments_style = "friendly"
pygments_dark_style = "github-dark"

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]
myst_links_external_new_tab = False

add_module_names = False
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints = "description"
# What `make demo` does not install; modules of frameworks can be read without them.
FRAMEWORKS = (
    "aiohttp",
    "django",
    "fastapi",
    "flask",
    "starlette",
    "uvicorn",
    "websockets",
    "werkzeug",
)
autodoc_mock_imports = [name for name in FRAMEWORKS if importlib.util.find_spec(name) is None]
autodoc_typehints_description_target = "documented_params"
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = "pywebio"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("try.js", {"defer": "defer"})]
html_favicon = "_static/icon.svg"
html_copy_source = False
html_show_sourcelink = False
html_extra_path = ["../llms.txt", "../llms.md"]
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1f5fd6",
        "color-brand-content": "#1f5fd6",
        "color-api-name": "#1f5fd6",
    },
    "dark_css_variables": {
        "color-brand-primary": "#8ab4ff",
        "color-brand-content": "#8ab4ff",
        "color-api-name": "#8ab4ff",
    },
}
