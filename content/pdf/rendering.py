"""Renders a Typst template with data to an accessible PDF.

Typst comes as a wheel and needs no system library; it writes PDF/UA-1 and refuses what would break it, such
as a picture without an alternative. See docs/decisions for why it was chosen.
"""

import functools
import importlib.resources
import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.apps import apps
from django.conf import settings
from django.utils import timezone
from fontTools.ttLib import TTFont

FONT_PACKAGES = ("font_source_serif_pro", "font_source_sans_pro")
UNPRINTABLE = "?"


class PdfError(RuntimeError):
    """The document could not be made: the template is missing or breaks the rules of PDF/UA."""


def render_pdf(template: str, data: Mapping[str, Any], *, created_at: datetime | None = None) -> bytes:
    """Render a template to a PDF/UA-1 document.

    `template` is `<label>/<name>.typ`, looked for as `typst/<name>.typ` in the app with that label. `data` is
    handed over as JSON, which the template reads as `json(bytes(sys.inputs.data))`: it is data, never markup,
    so nothing in it can change the document's program. Characters that the embedded fonts do not have are
    shown as a question mark; control characters are left out. The same data and `created_at` give the same
    bytes. Raises PdfError.
    """
    path = template_path(template)
    try:
        document = typst.compile(
            str(path),
            root=str(settings.BASE_DIR),
            format="pdf",
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(printable(dict(data)), ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=(created_at or timezone.now()).replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise PdfError(f"{template}: {error}") from error
    if not isinstance(document, bytes):
        raise PdfError(f"{template}: no document was made.")
    return document


def template_path(template: str) -> Path:
    """Where a template lies; raises PdfError for one that does not exist or lies elsewhere."""
    label, _, name = template.partition("/")
    try:
        folder = Path(apps.get_app_config(label).path) / "typst"
    except LookupError as error:
        raise PdfError(f"{template}: there is no app called {label!r}.") from error
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or path.suffix != ".typ" or not path.is_file():
        raise PdfError(f"{template}: there is no such template.")
    return path


def printable(value: Any) -> Any:
    """The value with every text reduced to characters that the embedded fonts can show."""
    if isinstance(value, str):
        return "".join(_printable_characters(unicodedata.normalize("NFC", value)))
    if isinstance(value, Mapping):
        return {str(key): printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return printable(str(value))


def _printable_characters(text: str) -> list[str]:
    known = _characters()
    shown = []
    for character in text:
        if ord(character) in known or character == "\n":
            shown.append(character)
        elif unicodedata.category(character)[0] not in {"C", "M"}:
            shown.append(UNPRINTABLE)
    return shown


@functools.cache
def _font_folders() -> list[Path]:
    return [Path(str(importlib.resources.files(package))) / "files" for package in FONT_PACKAGES]


@functools.cache
def _fonts() -> typst.Fonts:
    """The installed typefaces, read once per process."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=list(_font_folders()),
    )


@functools.cache
def _characters() -> frozenset[int]:
    """The characters that every typeface of the engine has."""
    tables = []
    for folder in _font_folders():
        for file in sorted(folder.glob("*-Regular.otf")):
            with TTFont(file, lazy=True) as font:
                tables.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*tables) if tables else frozenset()
