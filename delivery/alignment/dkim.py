"""The public keys with which receivers verify signatures (RFC 6376; sizes as in RFC 8301; Ed25519 as in RFC 8463)."""

import base64
import binascii
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext as _

from delivery.alignment.finding import Finding, Level
from delivery.alignment.records import Records
from delivery.signing.keys import SigningKey

_LEAST_BITS: Final = 1024
_GOOD_BITS: Final = 2048


def check_dkim(
    domain: str, selectors: list[str], records: Records, own_keys: Mapping[str, SigningKey] | None = None
) -> list[Finding]:
    """Return how the key of each selector stands, or one finding when no selector is named. Raises `LookupFailedError`.

    `own_keys` are those this site signs with itself, by selector: what is published must be their public half.
    """
    if not selectors:
        words = _(
            "It is not known with which key the relay signs. Turn DKIM on at your relay for this domain, publish the record "
            "it gives you, and name its selector in DKIM_SELECTORS; or sign here, with DKIM_KEYS."
        )
        return [Finding("DKIM", f"selector._domainkey.{domain}", Level.WRONG, words)]
    own = own_keys or {}
    return [
        _check_selector(f"{selector}._domainkey.{domain}", records, own.get(selector.lower())) for selector in selectors
    ]


def _check_selector(name: str, records: Records, own: SigningKey | None) -> Finding:
    texts = [text for text in records.texts(name) if "p" in tags(text)]
    if not texts and own is not None:
        words = _("This site signs with a key that is not published. Add the record.")
        return Finding("DKIM", name, Level.WRONG, words, suggestion=own.record)
    if not texts:
        words = _("There is no key. Publish the record your relay gives you for this selector.")
        return Finding("DKIM", name, Level.WRONG, words, suggestion="v=DKIM1; k=rsa; p=…")
    found = "\n".join(texts)
    if len(texts) > 1:
        return Finding("DKIM", name, Level.WRONG, _("There are several keys under one selector. Keep one."), found)
    given = tags(texts[0])
    level, words = _judge(given)
    if level != Level.WRONG and own is not None and given["p"] != own.public:
        words = _("Another key is published than this site signs with, so every signature fails. Replace the record.")
        return Finding("DKIM", name, Level.WRONG, words, found, suggestion=own.record)
    if level != Level.WRONG and "y" in given.get("t", "").split(":"):
        level, words = (
            Level.ADVICE,
            _("It says “t=y”: receivers take the domain for one that only tries DKIM. Remove it."),
        )
    return Finding("DKIM", name, level, words, found)


def tags(record: str) -> dict[str, str]:
    """Return the tags of a DKIM or DMARC record, names in lower case, without white space in keys' data."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, equals, value in pairs if equals}


def _judge(given: dict[str, str]) -> tuple[Level, str]:
    if given.get("v", "DKIM1") != "DKIM1":
        return Level.WRONG, _("It must begin with “v=DKIM1”.")
    if not given["p"]:
        return Level.WRONG, _("This key was withdrawn: “p=” is empty. Use another selector.")
    kind = given.get("k", "rsa").lower()
    if kind not in {"rsa", "ed25519"}:
        return Level.WRONG, _("This is not a kind of key that receivers know: use RSA or Ed25519.")
    try:
        data = base64.b64decode(given["p"], validate=True)
        key = Ed25519PublicKey.from_public_bytes(data) if kind == "ed25519" else load_der_public_key(data)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return Level.WRONG, _("The key cannot be read. Copy the whole record again.")
    if kind == "ed25519":
        return Level.ADVICE, _("An Ed25519 key, which many receivers do not read yet: sign with RSA too.")
    return _judge_size(key.key_size if isinstance(key, RSAPublicKey) else 0)


def _judge_size(bits: int) -> tuple[Level, str]:
    if bits < _LEAST_BITS:
        return Level.WRONG, _("The key has %(bits)d bits; receivers refuse fewer than 1024.") % {"bits": bits}
    if bits < _GOOD_BITS:
        return Level.ADVICE, _("The key has %(bits)d bits; ask for one of 2048.") % {"bits": bits}
    return Level.GOOD, _("A key of %(bits)d bits.") % {"bits": bits}
