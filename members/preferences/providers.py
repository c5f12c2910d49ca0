"""The registry of everything a member can switch on and off; upper rooms fill it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise

from members.models import Member


@dataclass(frozen=True)
class PreferenceOption:
    """One box on the preference page."""

    key: str
    label: str
    description: str
    enabled: bool


class PreferenceProvider(ABC):
    """A group of options, such as all newsletters; `name` stands in signed links and must stay."""

    name: ClassVar[str]
    label: ClassVar[str | Promise] = ""

    @abstractmethod
    def options(self, member: Member) -> Sequence[PreferenceOption]:
        """Return the options and their state for this member, in the active language."""

    @abstractmethod
    def set_option(self, member: Member, key: str, enabled: bool, source: str) -> None:  # noqa: FBT001  the providers' contract
        """Switch an option; idempotent. Raises `LookupError` when there is no such option."""


_providers: dict[str, PreferenceProvider] = {}


def register_preference_provider(provider: PreferenceProvider) -> None:
    """Make a provider known; called in `AppConfig.ready()`. The last registration of a name counts."""
    _providers[provider.name] = provider


def preference_provider(name: str) -> PreferenceProvider | None:
    """Return the provider registered under a name, or `None`."""
    return _providers.get(name)


def preference_providers() -> list[PreferenceProvider]:
    """Return all providers in the order of their registration."""
    return list(_providers.values())
