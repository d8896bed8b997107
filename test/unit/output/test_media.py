from __future__ import annotations

from typing import Any

import pytest
from output_screen import Screen

from pywebio.exceptions import ArgumentError
from pywebio.output import clear, put_image, put_row, put_table
from pywebio.session.files import FileSource

PNG = b"\x89PNG\r\n\x1a\n...."


def file_of(screen: Screen, src: str) -> FileSource:
    prefix = f"file:{screen.session.sid}/"
    assert src.startswith(prefix)
    return screen.session.page.files[src[len(prefix) :]]


def test_an_address(screen: Screen) -> None:
    put_image("https://example.org/a.png", title="logo", width="30px", height="10%")
    node = screen.node()
    assert (node.src, node.title) == ("https://example.org/a.png", "logo")
    assert (node.width, node.height) == ("30px", "10%")


def test_numbers_are_pixels(screen: Screen) -> None:
    put_image("a.png", width=30, height=1.5)  # type: ignore[arg-type]
    assert (screen.node().width, screen.node().height) == ("30px", "1.5px")


@pytest.mark.parametrize("content", [PNG, bytearray(PNG), memoryview(PNG)])
def test_bytes_get_an_address(screen: Screen, content: Any) -> None:
    put_image(content)
    found = file_of(screen, screen.node().src)
    assert found.content == PNG
    assert found.mime == "image/png"


@pytest.mark.parametrize(
    ("start", "mime"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"GIF87a", "image/gif"),
        (b"RIFF1234WEBPVP8 ", "image/webp"),
        (b"BM1234", "image/bmp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<SVG/>", "image/svg+xml"),
        (b"RIFF1234WAVE", "application/octet-stream"),
        (b"anything", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_kind_of_image_is_found_out(screen: Screen, start: bytes, mime: str) -> None:
    put_image(start)
    assert file_of(screen, screen.node().src).mime == mime


@pytest.mark.parametrize(
    ("format", "mime"),
    [("png", "image/png"), ("JPG", "image/jpeg"), ("svg", "image/svg+xml"), ("avif", "image/avif")],
)
def test_the_kind_of_image_is_given(screen: Screen, format: str, mime: str) -> None:
    put_image(b"....", format=format)
    assert file_of(screen, screen.node().src).mime == mime


class Picture:
    """What put_image() uses of a Pillow image."""

    def __init__(self, format: str | None = None, mode: str = "RGB") -> None:
        self.format = format
        self.mode = mode

    def save(self, file: Any, format: str) -> None:
        file.write(f"{format} {self.mode}".encode())


@pytest.mark.parametrize(
    ("picture", "format", "saved"),
    [
        (Picture(), None, b"JPEG RGB"),
        (Picture(mode="RGBA"), None, b"PNG RGBA"),
        (Picture("GIF"), None, b"GIF RGB"),
        (Picture("GIF"), "png", b"png RGB"),
        (Picture(), "jpg", b"JPEG RGB"),
    ],
)
def test_image_objects(screen: Screen, picture: Any, format: str | None, saved: bytes) -> None:
    put_image(picture, format=format)
    assert file_of(screen, screen.node().src).content == saved


@pytest.mark.parametrize("src", [None, 5, [1], Picture, object()])
def test_other_things_are_no_images(screen: Screen, src: Any) -> None:
    with pytest.raises(TypeError, match="put_image"):
        put_image(src)


def test_arguments_are_checked(screen: Screen) -> None:
    for format in ("image/png\r\nX: y", 5, ""):
        with pytest.raises(ArgumentError):
            put_image(PNG, format=format)  # type: ignore[arg-type]
    for width in ([1], True):
        with pytest.raises(TypeError):
            put_image("a.png", width=width)  # type: ignore[arg-type]


def test_a_file_lives_as_long_as_its_images(screen: Screen) -> None:
    image = put_image(PNG)
    put_table([[image, put_row([image])]])
    image.show()
    (only,) = screen.session.page.files.values()
    assert only.content == PNG
    clear()
    assert screen.session.page.files == {}
    image.show()
    assert list(screen.session.page.files.values()) == [only]
