"""The registry of sections on the account page; upper rooms fill it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from members.models import Member


@dataclass(frozen=True)
class AccountSection:
    """A section such as "My letters".

    `template` is rendered with what `context(member)` returns, plus `member`; it starts below the
    section's heading. Sections stand in the order of `order`, then of registration.
    """

    name: str
    title: str | Promise
    template: str
    context: Callable[[Member], Mapping[str, Any]]
    order: int = 100


_sections: dict[str, AccountSection] = {}


def register_account_section(section: AccountSection) -> None:
    """Show a section on the account page; called in `AppConfig.ready()`."""
    _sections[section.name] = section


def account_sections() -> list[AccountSection]:
    """Return the sections in the order in which they are shown."""
    return sorted(_sections.values(), key=lambda section: section.order)
