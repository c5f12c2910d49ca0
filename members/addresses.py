"""E-mail addresses: one spelling for one mailbox."""

import unicodedata

import idna


def normalise_email(address: str) -> str:
    """Return the address in the one spelling under which it is stored and compared.

    Surrounding white space goes, letters are NFC and lower case, and an international domain is
    written in its ASCII form (RFC 5891). The part before the `@` is never guessed at: dots and
    tags stay, for they can name different mailboxes.
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    if not at:
        return domain.lower()
    try:
        domain = idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        domain = domain.lower()
    return f"{local.lower()}@{domain.lower()}"
