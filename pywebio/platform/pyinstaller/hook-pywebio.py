"""Read by PyInstaller: the page's files, and what is imported only when it is needed."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

from pywebio.utils import pyinstaller_datas

datas = [*pyinstaller_datas(), *collect_data_files("ua_parser")]
hiddenimports = [
    "user_agents",
    *collect_submodules("ua_parser"),
    *collect_submodules("ua_parser_builtins"),
]
