"""E-mail addresses as the outbox needs them: one spelling to compare, one form for the wire."""

import hashlib
import re
import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_PLAIN = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
_LONGEST_LOCAL_PART = 64
_LONGEST_ADDRESS = 254


class InvalidAddressError(ValueError):
    """An address no mail server would take."""


def normalise_address(address: str) -> str:
    """Return the address in the one spelling under which it is compared and suppressed.

    Surrounding white space goes, letters are NFC and lower case, an international domain is written in
    its ASCII form (RFC 5891). The part before the `@` is not guessed at.
    """
    if address.isascii():
        return address.strip().lower()
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    if not at:
        return domain.lower()
    try:
        domain = idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        domain = domain.lower()
    return f"{local.lower()}@{domain.lower()}"


def wire_address(address: str) -> str:
    """Return the address as it goes over SMTP: its domain in ASCII, its local part untouched.

    Raises `InvalidAddressError`, in words for staff, for what no mail server would take (RFC 5321).
    """
    address = address.strip()
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise InvalidAddressError("The address has no @ with something on both sides.")
    if not domain.isascii():
        try:
            domain = idna.encode(unicodedata.normalize("NFC", domain), uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise InvalidAddressError("The part after the @ is not a domain name.") from error
    if not local.isascii():
        local = unicodedata.normalize("NFC", local)
    wire = f"{local}@{domain}"
    if len(wire) > _LONGEST_ADDRESS or len(local.encode("utf-8", "replace")) > _LONGEST_LOCAL_PART:
        raise InvalidAddressError("The address is too long.")
    if _PLAIN.fullmatch(wire):
        return wire
    if local.isascii():
        try:
            validate_email(wire)
        except ValidationError as error:
            raise InvalidAddressError("The address is not a valid e-mail address.") from error
        if not wire.isprintable() or "[" in domain:
            raise InvalidAddressError("The address is not a valid e-mail address.")
        return wire
    if any(not character.isprintable() or character in ' "(),:;<>@[\\]' for character in local):
        raise InvalidAddressError("The address is not a valid e-mail address.")
    if not _PLAIN.fullmatch(f"x@{domain}"):
        raise InvalidAddressError("The part after the @ is not a domain name.")
    return wire


def address_digest(address: str) -> str:
    """Return the SHA-256 of the normalised address; what suppression compares.

    It carries no secret on purpose: it must outlive a change of `SECRET_KEY`.
    """
    return hashlib.sha256(normalise_address(address).encode("utf-8", "surrogatepass")).hexdigest()


def domain_of(address: str) -> str:
    """Return the receiving domain in lower case, for pacing."""
    return address.rpartition("@")[2].lower()
