"""Reading a ZIP code as people type it."""

import re
import unicodedata

from django.utils.translation import gettext as _

_LONGEST_SENSIBLE = 30


class InvalidZipCodeError(ValueError):
    """What was typed cannot be a ZIP code; the message says what is wrong, in the visitor's language."""


def parse_zip_code(text: str) -> str:
    """Return the five digits of a ZIP or ZIP+4 code.

    Accepts spaces around it and `12345-6789`, `12345 6789` or `123456789`. Raises `InvalidZipCodeError` with a
    message for the visitor. A well-formed code need not exist: that is for the look-up to say.
    """
    cleaned = "".join(
        character for character in text[: _LONGEST_SENSIBLE + 1] if unicodedata.category(character) not in {"Cf", "Cc"}
    ).strip()
    if not cleaned:
        raise InvalidZipCodeError(_("Enter a ZIP code: the five digits of your postal address."))
    if len(text) > _LONGEST_SENSIBLE:
        raise InvalidZipCodeError(_("That is too long for a ZIP code. Enter its five digits, such as 20001."))
    if any(character.isdigit() and not character.isascii() for character in cleaned):
        raise InvalidZipCodeError(_("Write the ZIP code with the digits 0 to 9, such as 20001."))
    match = re.fullmatch(r"([0-9]{5})(?:[-\u2010-\u2015 ]?[0-9]{4})?", cleaned)
    if match is None:
        raise InvalidZipCodeError(_not_a_zip_code(cleaned))
    if match[1] == "00000":
        raise InvalidZipCodeError(_("There is no ZIP code 00000. Enter the five digits of your postal address."))
    return match[1]


def _not_a_zip_code(cleaned: str) -> str:
    digits = sum(character in "0123456789" for character in cleaned)
    if re.fullmatch(r"[0-9]{5}[-\u2010-\u2015 ][0-9]*", cleaned):
        return _("After the dash a ZIP+4 code has four digits, such as 20001-1234. The first five are enough.")
    if digits == len(cleaned) and digits < 5:
        return _("A ZIP code has five digits; this one has %(count)s. Codes in the Northeast begin with 0.") % {
            "count": digits
        }
    if digits == len(cleaned):
        return _("A ZIP code has five digits; this one has %(count)s.") % {"count": digits}
    return _("That is not a ZIP code. Enter its five digits, such as 20001.")
