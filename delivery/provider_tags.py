"""The header by which a mail provider's relay carries our tag along and gives it back with its events.

Each provider has its own; the forms are those of their SMTP documentation, and each is what
django-anymail reads back as an event's `metadata`.
"""

import json
from collections.abc import Callable, Mapping
from typing import Final

from delivery.return_path import Reference, provider_tag

TAG_NAME: Final = "delivery"


def _as_json(name: str, shape: Callable[[str], object]) -> Callable[[str], str]:
    return lambda tag: f"{name}: {json.dumps(shape(tag), separators=(', ', ': '))}\r\n"


_HEADERS: Final[Mapping[str, Callable[[str], str]]] = {
    "amazon_ses": _as_json("X-Metadata", lambda tag: {TAG_NAME: tag}),
    "brevo": _as_json("X-Mailin-custom", lambda tag: {TAG_NAME: tag}),
    "mailgun": _as_json("X-Mailgun-Variables", lambda tag: {TAG_NAME: tag}),
    "mailjet": _as_json("X-MJ-EventPayload", lambda tag: {TAG_NAME: tag}),
    "mandrill": _as_json("X-MC-Metadata", lambda tag: {TAG_NAME: tag}),
    "postmark": lambda tag: f"X-PM-Metadata-{TAG_NAME}: {tag}\r\n",
    "sparkpost": _as_json("X-MSYS-API", lambda tag: {"metadata": {TAG_NAME: tag}}),
}

PROVIDERS: Final = tuple(sorted(_HEADERS))
"""The mail providers whose events are understood, by django-anymail's names for them."""


def tag_header(provider: str, reference: Reference) -> str:
    """Return the finished header line, CRLF included. Raises `KeyError` for a provider not in `PROVIDERS`."""
    return _HEADERS[provider](provider_tag(reference))
