"""Names of people as they type them, and ZIP codes."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST_NAME = 100
_JOINERS = {"\u200c", "\u200d"}
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_ZIP = re.compile(r"([0-9]{5})(?:-[0-9]{4})?")


def clean_name(name: str) -> str:
    """Return a name on one line; raise `ValidationError` when it is too long to be one.

    Line breaks and runs of white space become one space. Control characters and marks that turn the
    direction of the text go, since they would change how the line around the name reads; the joiners
    that some scripts and emoji need stay.
    """
    if len(name) > LONGEST_NAME * 20:
        raise _too_long(len(name))
    spaced = "".join(" " if character.isspace() else character for character in unicodedata.normalize("NFC", name))
    visible = "".join(
        character
        for character in spaced
        if character in _JOINERS or unicodedata.category(character) not in _INVISIBLE_CATEGORIES
    )
    cleaned = " ".join(visible.split())
    if len(cleaned) > LONGEST_NAME:
        raise _too_long(len(cleaned))
    return cleaned


def clean_zip_code(zip_code: str) -> str:
    """Return the five digits of a ZIP or ZIP+4 code, or nothing for nothing; raise `ValidationError` otherwise."""
    zip_code = zip_code.strip()
    if not zip_code:
        return ""
    match = _ZIP.fullmatch(zip_code)
    if match is None or match.group(1) == "00000":
        raise ValidationError(_("A ZIP code has five digits, like 02139."), code="zip_code")
    return match.group(1)


def _too_long(count: int) -> ValidationError:
    return ValidationError(
        _("This name is too long: it has %(count)d characters, %(limit)d are possible."),
        code="too_long",
        params={"count": count, "limit": LONGEST_NAME},
    )
