"""Paths of addresses in a folder of applications, and what files say of themselves."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywebio.platform.folder import find, index_page, listing
from pywebio.platform.loading import calls, describe, load, module_name

APP = 'def main():\n    """Title\n\n    about <it>"""\n'


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outer = tmp_path_factory.mktemp("outer")
    folder = outer / "apps"
    for name in (
        "a.py",
        "A/b.py",
        "A/index.py",
        "A/x y.py",
        "_p.py",
        ".h.py",
        "A/_q/r.py",
        "z.py.py",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(APP)
    (folder / "plain.py").write_text("x = 1")
    (folder / "broken.py").write_text("def main(:")
    (folder / "empty").mkdir()
    (outer / "secret.py").write_text(APP)
    (folder / "link.py").symlink_to(outer / "secret.py")
    (folder / "up").symlink_to(outer)
    (folder / "same.py").symlink_to(folder / "a.py")
    (folder / "loop").symlink_to(folder / "loop")
    return folder.resolve()


@pytest.mark.parametrize(
    ("address", "kind", "path"),
    [
        ("/a", "app", "a.py"),
        ("/A/b", "app", "A/b.py"),
        ("/A/", "app", "A/index.py"),
        ("/A/index", "app", "A/index.py"),
        ("/A/x%20y", "app", "A/x y.py"),
        ("/same", "app", "same.py"),
        ("/", "folder", "."),
        ("/empty/", "folder", "empty"),
        ("/z.py", "app", "z.py.py"),
    ],
)
def test_what_is_served(base: Path, address: str, kind: str, path: str) -> None:
    found = find(base, address)
    assert (found.kind, found.path) == (kind, base / path)


@pytest.mark.parametrize(
    "address",
    [
        "/a.py",
        "/nothing",
        "/A",
        "/A/b/",
        "//a",
        "/A//b",
        "/%ff",
        "/a/b/c",
        "/loop",
        "/" + "x" * 5000,
    ],
)
def test_what_is_missing(base: Path, address: str) -> None:
    assert find(base, address).kind == "missing"


@pytest.mark.parametrize(
    "address",
    [
        "/_p",
        "/.h",
        "/A/_q/r",
        "/../secret",
        "/A/../a",
        "/%2e%2e/secret",
        "/%2E%2E%2Fsecret",
        "/..%5csecret",
        "/..\\secret",
        "/a%00",
        "/link",
        "/up/secret",
        "/up/",
        "/c:secret",
    ],
)
def test_what_is_refused(base: Path, address: str) -> None:
    assert find(base, address).kind == "refused"


@given(
    st.lists(
        st.sampled_from(["..", ".", "%2e", "%2f", "/", "\\", "a", "A", "up", "link", "%00", "loop"])
        | st.text(max_size=3),
        max_size=8,
    )
)
def test_nothing_outside_is_ever_found(base: Path, parts: list[str]) -> None:
    for address in ("/" + "/".join(parts), "/" + "".join(parts), "/" + quote("/".join(parts))):
        found = find(base, address)
        if found.kind in ("app", "folder"):
            assert found.path.resolve().is_relative_to(base)
            assert not any(
                name.startswith(("_", ".")) for name in found.path.relative_to(base).parts
            )


def test_a_listing_has_what_is_served_and_no_more(base: Path) -> None:
    names = [entry.name for entry in listing(base, base, unreadable=False)]
    assert names == ["A", "a", "empty", "same", "z.py"]
    assert "broken" in [entry.name for entry in listing(base, base, unreadable=True)]


def test_the_page_of_an_index_is_text(tmp_path: Path) -> None:
    (tmp_path / "a<b>&.py").write_text(APP.replace("Title", "<script>"))
    (tmp_path / os.fsdecode(b"bad\xff.py")).write_text(APP)
    (tmp_path / "javascript:x").mkdir()
    page = index_page(tmp_path, tmp_path, unreadable=False)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'href="./a%3Cb%3E%26"' in page
    assert 'href="./javascript%3Ax/"' in page
    assert 'href="./bad%FF"' in page
    assert "<p>about &lt;it&gt;</p>" in page
    page.encode()


# -- reading a file -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("async def main(): pass", ("", "")),
        ('def main():\n    """One\n    two\n\n    three"""', ("One two", "three")),
        ('@config(title="T", theme="x")\ndef main():\n    """One\n\n    d"""', ("T", "d")),
        ('@platform.config(description="D")\ndef main(): pass', ("", "D")),
        ("@config(title=name)\ndef main(): pass", ("", "")),
        ("main = [f, g]", ("", "")),
        ("main: dict = {}", ("", "")),
        ("from x import y as main", ("", "")),
        ("if True:\n    def main(): pass", ("", "")),
        ("try:\n    import x\nexcept E:\n    main = 1", ("", "")),
        ("def other():\n    def main(): pass", None),
        ("class A:\n    def main(self): pass", None),
        ("main: dict", None),
        ("import main.x as y", None),
    ],
)
def test_what_a_file_says_of_main(
    tmp_path: Path, text: str, expected: tuple[str, str] | None
) -> None:
    path = tmp_path / "a.py"
    path.write_text(text)
    assert describe(path) == expected


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1")
    assert describe(path) is None
    path.write_text(APP)
    os.utime(path, (1, 1))
    assert describe(path) == ("Title", "about <it>")


def test_files_that_are_no_python_are_syntax_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    for content in (b"def main(:", b"\0", b"\xff", b"(" * 10_000):
        path.write_bytes(content)
        os.utime(path, (len(content), 1))
        with pytest.raises(SyntaxError):
            describe(path)


def test_whether_a_function_is_called(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("if x:\n    pywebio.start_server(main)")
    assert calls(path, "start_server")
    assert not calls(path, "path_deploy")


def test_modules_of_two_files_have_different_names(tmp_path: Path) -> None:
    names = {module_name(tmp_path / name, tmp_path) for name in ("a/b.py", "a_b.py", "a-b.py")}
    assert len(names) == 3
    assert all(name.isidentifier() for name in names)


def test_a_file_is_imported_with_its_folder_on_the_path(tmp_path: Path) -> None:
    (tmp_path / "beside_it.py").write_text("VALUE = 3")
    (tmp_path / "a.py").write_text("from beside_it import VALUE")
    assert load(tmp_path / "a.py", "pywebio_test_a").VALUE == 3


def test_a_file_that_fails_leaves_no_module(tmp_path: Path) -> None:
    import sys

    (tmp_path / "a.py").write_text("raise SystemExit(3)")
    path = list(sys.path)
    with pytest.raises(SystemExit):
        load(tmp_path / "a.py", "pywebio_test_fails")
    assert "pywebio_test_fails" not in sys.modules
    assert sys.path == path


def test_a_server_cannot_be_started_by_an_import(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import pywebio\npywebio.start_server(print)")
    with pytest.raises(RuntimeError, match=r"a\.py starts a server while it is imported"):
        load(tmp_path / "a.py", "pywebio_test_starts")
