"""Which column of a file means what: recognised by headings in English and Spanish, changeable by staff."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

ADDRESS: Final = "address"
FIRST_NAME: Final = "first_name"
LAST_NAME: Final = "last_name"
ZIP_CODE: Final = "zip_code"
CONSENTED_ON: Final = "consented_on"

COLUMNS: Final = (ADDRESS, FIRST_NAME, LAST_NAME, ZIP_CODE, CONSENTED_ON)

_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    ADDRESS: frozenset(
        [
            "email",
            "emailaddress",
            "mail",
            "address",
            "emailaddresses",
            "subscriber",
            "correo",
            "correoelectronico",
            "direcciondecorreo",
        ]
    ),
    FIRST_NAME: frozenset(["firstname", "first", "fname", "givenname", "forename", "nombre", "primernombre"]),
    LAST_NAME: frozenset(["lastname", "last", "lname", "surname", "familyname", "apellido", "apellidos"]),
    ZIP_CODE: frozenset(["zip", "zipcode", "postalcode", "postcode", "codigopostal"]),
    CONSENTED_ON: frozenset(
        [
            "consent",
            "consentdate",
            "consentedon",
            "consenton",
            "optin",
            "optindate",
            "optintime",
            "optinat",
            "subscribedat",
            "subscribedon",
            "signupdate",
            "confirmtime",
            "fechadeconsentimiento",
            "fechadesuscripcion",
        ]
    ),
}


def recognised(headings: Sequence[str]) -> dict[str, int]:
    """Return meaning → place of the column, for those whose heading is known; the first of several counts."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        plain = _plain(heading)
        for meaning, names in _KNOWN.items():
            if plain in names:
                found.setdefault(meaning, place)
    return found


def _plain(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", letters)
