"""What the image library refuses, through the same form that staff use."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from content.media.models import SiteImage
from tests.content.staff import staff_client

pytestmark = pytest.mark.django_db

SVG_WITH_SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "#1f3fd0").save(buffer, kind)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises this many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00" * 64)) + chunk(b"IEND", b"")


def upload(name: str, data: bytes, content_type: str = "image/png") -> tuple[int, str]:
    client: Client = staff_client(superuser=True)
    file = SimpleUploadedFile(name, data, content_type)
    response = client.post(reverse("wagtailimages:add"), {"title": "A picture", "file": file, "description": "Blue"})
    return response.status_code, response.content.decode()


def test_a_picture_is_kept_with_its_size() -> None:
    assert upload("blue.png", picture())[0] == 302
    image = SiteImage.objects.get()
    assert (image.width, image.height) == (40, 30)


@pytest.mark.parametrize(
    ("name", "data", "content_type", "message"),
    [
        ("huge.png", png_that_claims(20_000, 10_000), "image/png", "too many pixels"),
        ("just-over.png", png_that_claims(6_001, 4_000), "image/png", "too many pixels"),
        ("script.svg", SVG_WITH_SCRIPT, "image/svg+xml", "Not a supported image format"),
        ("script.png", SVG_WITH_SCRIPT, "image/png", "Not a valid .png image"),
        ("page.png", b"<html><script>alert(1)</script></html>", "image/png", "Not a valid .png image"),
        ("mislabelled.png", picture(kind="GIF"), "image/png", "Not a valid .png image"),
        ("program.exe", b"MZ", "application/octet-stream", "Upload a valid image"),
        ("empty.png", b"", "image/png", "empty"),
        ("torn.png", picture()[:60], "image/png", "not a whole picture"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 60 else "",
)
def test_what_is_no_safe_picture_is_refused_in_words(name: str, data: bytes, content_type: str, message: str) -> None:
    status, content = upload(name, data, content_type)
    assert status == 200
    assert message.lower() in content.lower()
    assert not SiteImage.objects.exists()


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import ImageFile

    decoded: list[tuple[int, int]] = []
    load = ImageFile.ImageFile.load

    def counting(image: ImageFile.ImageFile) -> object:
        decoded.append(image.size)
        return load(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", counting)
    assert "too many pixels" in upload("over.png", picture(6001, 4000))[1]
    assert decoded == []
