"""Addresses and tags that lead what comes back to the message it is about, and that nobody else can make up.

Each carries the row's number and a proof keyed with `SECRET_KEY` (a proof made with one of
`SECRET_KEY_FALLBACKS` still counts), one kind of proof per purpose: who knows a bounce address cannot
derive the address that unsubscribes.

| purpose | written as |
|---|---|
| a bounce of a delivery (VERP) | `bounces+<number>.<proof>@domain`, the envelope sender |
| a bounce of a transactional message | `bounces+t<number>.<proof>@domain` |
| leaving by mail (RFC 2369) | `unsubscribe+<number>.<proof>@domain`, in List-Unsubscribe |
| events of a mail provider | `<number>.<proof>`, in the provider's own header |
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings

# Sixteen hexadecimal digits hold any number a row can have.
_TOKEN: Final = r"(?P<number>[0-9a-f]{1,16})\.(?P<proof>[0-9a-f]{16})"  # noqa: S105 - a pattern, no secret
_ADDRESS: Final = re.compile(rf"(?<![\w.+-])(?P<name>bounces\+t?|unsubscribe\+){_TOKEN}@", re.ASCII | re.IGNORECASE)
_TAG: Final = re.compile(rf"(?P<name>t?){_TOKEN}", re.ASCII | re.IGNORECASE)


class Purpose(StrEnum):
    """What an address or tag of ours is for; the value takes part in its proof."""

    BOUNCE = "delivery.bounce"
    UNSUBSCRIBE = "delivery.unsubscribe"
    TRANSACTIONAL = "delivery.transactional"


@dataclass(frozen=True)
class Reference:
    """What came back, and about which row: a `Delivery`, or a `TransactionalMessage`."""

    purpose: Purpose
    number: int


_NAMES: Final = {
    "bounces+": Purpose.BOUNCE,
    "bounces+t": Purpose.TRANSACTIONAL,
    "unsubscribe+": Purpose.UNSUBSCRIBE,
    "": Purpose.BOUNCE,
    "t": Purpose.TRANSACTIONAL,
}


def bounce_address(delivery_id: int, domain: str) -> str:
    """Return a delivery's envelope sender (VERP)."""
    return f"bounces+{delivery_id:x}.{_proof(Purpose.BOUNCE, delivery_id)}@{domain}"


def transactional_bounce_address(message_id: int, domain: str) -> str:
    """Return a transactional message's envelope sender."""
    return f"bounces+t{message_id:x}.{_proof(Purpose.TRANSACTIONAL, message_id)}@{domain}"


def unsubscribe_address(delivery_id: int, domain: str) -> str:
    """Return the address to which an empty mail stops the mailings a delivery belongs to."""
    return f"unsubscribe+{delivery_id:x}.{_proof(Purpose.UNSUBSCRIBE, delivery_id)}@{domain}"


def provider_tag(reference: Reference) -> str:
    """Return what a mail provider carries along and gives back with each of its events."""
    letter = "t" if reference.purpose == Purpose.TRANSACTIONAL else ""
    return f"{letter}{reference.number:x}.{_proof(reference.purpose, reference.number)}"


def read_address(address: str) -> Reference | None:
    """Return what one of our addresses stands for; nothing for one we never issued."""
    return _proven(_ADDRESS.match(address))


def read_tag(tag: str) -> Reference | None:
    """Return what a provider's tag stands for; nothing for one we never issued."""
    return _proven(_TAG.fullmatch(tag))


def references_in(text: str, purposes: Iterable[Purpose] = Purpose) -> set[Reference]:
    """Return everything that addresses of ours anywhere in a text stand for; forged ones are left out."""
    wanted = set(purposes)
    found = (_proven(match) for match in _ADDRESS.finditer(text))
    return {reference for reference in found if reference is not None and reference.purpose in wanted}


def delivery_of_bounce_address(address: str) -> int | None:
    """Return which delivery a bounce address was issued for, or nothing when it is not one of ours."""
    reference = read_address(address)
    return reference.number if reference is not None and reference.purpose == Purpose.BOUNCE else None


def _proven(match: "re.Match[str] | None") -> Reference | None:
    if match is None:
        return None
    purpose, number, given = _NAMES[match["name"].lower()], int(match["number"], 16), match["proof"].lower()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if any(hmac.compare_digest(given, _proof(purpose, number, key)) for key in keys):
        return Reference(purpose, number)
    return None


def _proof(purpose: Purpose, number: int, key: str | None = None) -> str:
    secret = (settings.SECRET_KEY if key is None else key).encode()
    return hmac.digest(secret, f"{purpose}:{number}".encode(), "sha256").hex()[:16]
