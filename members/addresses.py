"""E-mail addresses: one spelling for one mailbox, and what is wrong with a mistyped one."""

import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

LONGEST_ADDRESS = 254


def normalise_email(address: str) -> str:
    """Return the address in the one spelling under which it is stored and compared.

    Surrounding white space goes, letters are NFC and lower case, and an international domain is
    written in its ASCII form (RFC 5891). The part before the `@` is never guessed at: dots and
    tags stay, for they can name different mailboxes.
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    if not at:
        return _lower(domain)
    try:
        domain = idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        domain = _lower(domain)
    return f"{_lower(local)}@{domain.lower()}"


def clean_email(address: str) -> str:
    """Return a typed address normalised; raise `ValidationError` in the visitor's words.

    Refused beside what RFC 5321 refuses: quoted local parts, letters outside ASCII before the `@`
    and addresses without a public domain, which many mail servers cannot deliver to.
    """
    address = address.strip()
    if not address:
        raise ValidationError(_("Enter your e-mail address."), code="required")
    if len(address) > LONGEST_ADDRESS:
        raise ValidationError(
            _("This is too long for an e-mail address: it has %(count)d characters, %(limit)d are possible."),
            code="too_long",
            params={"count": len(address), "limit": LONGEST_ADDRESS},
        )
    if any(character.isspace() or not character.isprintable() for character in address):
        raise ValidationError(
            _("The address contains a space, a line break or an invisible character. Please remove it."), code="space"
        )
    if address.count("@") != 1:
        raise ValidationError(_("An e-mail address has one @ sign, like name@example.org."), code="at_sign")
    local, _at, _domain = address.partition("@")
    if '"' in local or "\\" in local:
        raise ValidationError(_("Addresses with quotation marks are not supported."), code="quoted")
    if not local.isascii():
        raise ValidationError(_("Only plain letters, digits and signs can stand before the @ sign."), code="local_part")
    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise ValidationError(
            _("This does not look like an e-mail address. Please check it: it should look like name@example.org."),
            code="invalid",
        ) from error
    normalised = normalise_email(address)
    if len(normalised) > LONGEST_ADDRESS:
        raise ValidationError(_("This is too long for an e-mail address."), code="too_long")
    return normalised


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())
