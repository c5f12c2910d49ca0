"""The registry of what each room holds about a member and how it lets go of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from members.models import Member

Exporter = Callable[[Member], Mapping[str, Any]]
Eraser = Callable[[Member], None]


@dataclass(frozen=True)
class PrivacyHandler:
    """How one room exports and erases what it holds about a member."""

    name: str
    exporter: Exporter
    eraser: Eraser


_handlers: dict[str, PrivacyHandler] = {}


def register_privacy_handler(exporter: Exporter, eraser: Eraser, *, name: str = "") -> None:
    """Make a room's exporter and eraser known; called in `AppConfig.ready()`.

    The exporter returns what the room holds, as values JSON can carry (dates too); it stands under
    `name` (by default the exporter's package) in the download. The eraser runs in the transaction
    that erases the member, before the member's own row goes.
    """
    name = name or exporter.__module__.partition(".")[0]
    _handlers[name] = PrivacyHandler(name, exporter, eraser)


def privacy_handlers() -> list[PrivacyHandler]:
    """Return all handlers in the order of their registration."""
    return list(_handlers.values())
