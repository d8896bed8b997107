from __future__ import annotations

from typing import Any

import pytest
from output_screen import Screen

from pywebio.exceptions import ArgumentError
from pywebio.output import clear, put_audio, put_image, put_row, put_table, put_video
from pywebio.output.media import media_mime
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


@pytest.mark.parametrize("src", [5, [1], Picture, object()])
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


# -- sound and film -------------------------------------------------------------------------------


def test_sound_and_film(screen: Screen) -> None:
    put_audio("a.mp3", loop=True, title="birds")
    put_video("a.mp4", width=320, height="50%", muted=True, autoplay=True, poster="p.png")
    sound, film = screen.nodes()
    assert (sound.src, sound.loop, sound.autoplay, sound.title) == ("a.mp3", True, False, "birds")
    assert (film.src, film.width, film.height, film.poster) == ("a.mp4", "320px", "50%", "p.png")
    assert (film.muted, film.autoplay, film.loop) == (True, True, False)


@pytest.mark.parametrize(
    ("content", "sound", "film"),
    [
        (b"RIFF....WAVEfmt ", "audio/wav", "audio/wav"),
        (b"ID3\x04", "audio/mpeg", "audio/mpeg"),
        (b"OggS\0", "audio/ogg", "video/ogg"),
        (b"....ftypisom", "audio/mp4", "video/mp4"),
        (b"\x1a\x45\xdf\xa3", "video/webm", "video/webm"),
        (b"?", "audio/mpeg", "video/mp4"),
    ],
)
def test_the_type_of_sound_and_film(content: bytes, sound: str, film: str) -> None:
    assert (media_mime(content, "audio"), media_mime(content, "video")) == (sound, film)


def test_bytes_of_sound_and_film_are_files(screen: Screen) -> None:
    put_audio(b"x", format="mp3")
    film = put_video(b"y", format="webm", poster=PNG).show()
    files = screen.session.page.files
    assert [file.mime for file in files.values()] == ["audio/mpeg", "video/webm", "image/png"]
    film.update("elsewhere.mp4")
    assert len(files) == 1


def test_arguments_of_sound_and_film_are_checked(screen: Screen) -> None:
    for put in (put_audio, put_video):
        for src in (None, 5, ["a"]):
            with pytest.raises(TypeError, match="bytes"):
                put(src)
        with pytest.raises(ArgumentError, match="format"):
            put(b"x", format="a b")
    with pytest.raises(TypeError):
        put_video("a", width=[1])  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        put_video("a", poster=5)
