"""Digital object identifiers, as people paste them and as they are kept.

Form: DOI Handbook (https://doi.org/10.1000/182), section 2.2: a prefix `10.` with a registrant code, a slash,
and a suffix of any printable characters; letters compare without case.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_PREFIXES = re.compile(r"^\s*(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[!-~]{1,180}")


def normalise_doi(text: str) -> str:
    """The bare identifier, in small letters, of whatever form it was pasted in; raises ValidationError."""
    bare = _PREFIXES.sub("", text).strip()
    if not _DOI.fullmatch(bare):
        raise ValidationError(_("This is not a DOI. One looks like 10.1200/PO.22.00246."), code="invalid_doi")
    return bare.lower()


def validate_doi(text: str) -> None:
    """Refuse what is no DOI; raises ValidationError."""
    normalise_doi(text)


def doi_url(doi: str) -> str:
    """The address that leads to what a DOI names; characters that end an address are escaped."""
    escaped = "".join(
        character if character.isalnum() or character in "-._~/:;()" else f"%{ord(character):02X}" for character in doi
    )
    return f"https://doi.org/{escaped}"
