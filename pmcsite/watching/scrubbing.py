"""Keep personal data and secret links out of the logs."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

# Deliberately generous: an address of any shape, quoted or international, up to the next blank or bracket.
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:=\[\]{}]+@[^\s@<>\"'(),;:\[\]{}]+\.?[^\s@<>\"'(),;:\[\]{}]*")
_QUOTED_ADDRESS = re.compile(r"\"[^\"\n]{1,64}\"@[^\s<>\"'(),;]+")
_URL_SECRET = re.compile(r"(?<=://)[^\s/@]*@")
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"']+=[^\s\"']*")
# A part of a path that is too random to be a title: signed tokens, keys, long identifiers.
_TOKEN_MIN = 24
_TOKEN = re.compile(rf"(?<=/)[\w.:=~-]{{{_TOKEN_MIN},}}(?=/|$|\?|\s)")


def _looks_random(part: str) -> bool:
    return any(character.isdigit() for character in part) or any(mark in part for mark in ":=~") or part != part.lower()


def scrub_text(text: str) -> str:
    """Return text without e-mail addresses, passwords in addresses of servers, query strings and tokens."""
    text = _URL_SECRET.sub("[secret]@", text)
    text = _QUOTED_ADDRESS.sub("[address]", text)
    text = _ADDRESS.sub(lambda found: found[0] if found[0].startswith("[secret]") else "[address]", text)
    text = _QUERY.sub("?[query]", text)
    return scrub_path(text)


def scrub_path(path: str) -> str:
    """Return a path whose secret parts (signed links of confirmation, preferences, letters) are masked."""
    return _TOKEN.sub(lambda found: "[token]" if _looks_random(found[0]) else found[0], path)


def scrub_value(value: Any) -> Any:
    """Scrub text wherever it stands in a logged value."""
    if isinstance(value, str):
        return scrub_text(value)
    if isinstance(value, Mapping):
        return {scrub_value(key): scrub_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [scrub_value(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return scrub_text(str(value))


def scrub(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: the last before an event is written."""
    return {name: value if name.startswith("_") else scrub_value(value) for name, value in event.items()}
