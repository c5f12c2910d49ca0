"""Pictures in mail: formats every mail program shows, absolute addresses, sizes that are explicit."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext

from newsletters.blocks.base import Problem
from newsletters.site_addresses import absolute_address

_KEEPS_ITS_FORMAT = (".png", ".gif")


@dataclass(frozen=True)
class Picture:
    """One image as a mail shows it; `width` and `height` are in CSS pixels, the file has twice as many."""

    address: str
    width: int
    height: int
    alternative: str


def picture(image: Any, *, width: int, alternative: str = "") -> Picture | None:
    """Return an image for a column of that width, or nothing when there is none or its file is gone.

    Outlook and older programs show neither AVIF nor WebP, so that a photograph becomes JPEG; a
    diagram stays PNG.
    """
    if image is None:
        return None
    suffix = "" if image.file.name.lower().endswith(_KEEPS_ITS_FORMAT) else "|format-jpeg|jpegquality-80"
    try:
        rendition = image.get_rendition(f"width-{width * 2}{suffix}")
    except (FileNotFoundError, OSError):
        return None
    shown_width = min(width, rendition.width)
    return Picture(
        address=absolute_address(rendition.url),
        width=shown_width,
        height=round(rendition.height * shown_width / rendition.width),
        alternative=alternative or image.description,
    )


def kept_drawing(name: str, svg: str, png: Callable[[], bytes]) -> str:
    """Return the absolute address of a drawing as it is at this moment, made by `png` if nobody has yet.

    The file is kept under the digest of the drawing: what changes after a mail has left becomes another file.
    """
    digest = hashlib.sha256(svg.encode()).hexdigest()
    path = f"{name}-{digest[:32]}.png"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(png()))
    return absolute_address(default_storage.url(path))


def picture_problems(image: Any, shown: Picture | None, *, decorative: bool = False) -> list[Problem]:
    """Return what is wrong with a block's picture: gone, or silent to those who do not see it."""
    if image is None:
        return []
    if shown is None:
        return [Problem("picture-gone", gettext("the picture's file cannot be read."))]
    if not decorative and not shown.alternative.strip():
        return [Problem("alternative-missing", gettext("say what the picture shows, for readers who do not see it."))]
    return []
