"""Reading and setting a member's options across all providers."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from members.models import Member
from members.preferences.providers import PreferenceOption, PreferenceProvider, preference_providers


@dataclass(frozen=True)
class Box:
    """One box of the preference page: its form value and the option behind it."""

    value: str
    option: PreferenceOption


@dataclass(frozen=True)
class OptionGroup:
    """The boxes of one provider."""

    label: str
    boxes: Sequence[Box]


def groups_of_options(member: Member) -> list[OptionGroup]:
    """Return every provider that has options for this member, with their state."""
    groups = []
    for provider in preference_providers():
        boxes = [Box(f"{provider.name}:{option.key}", option) for option in provider.options(member)]
        if boxes:
            groups.append(OptionGroup(str(provider.label), boxes))
    return groups


@transaction.atomic
def set_all(member: Member, wanted: set[str], *, source: str) -> None:
    """Switch on exactly the options named in `wanted` (`provider:key`) and all others off.

    Names that do not exist are ignored: a page left open may name an option that is gone.
    """
    for provider in preference_providers():
        for option in provider.options(member):
            enabled = f"{provider.name}:{option.key}" in wanted
            if enabled != option.enabled:
                provider.set_option(member, option.key, enabled, source)


@transaction.atomic
def set_one(provider: PreferenceProvider, member: Member, key: str, *, enabled: bool, source: str) -> None:
    """Switch one option; one that no longer exists needs no switching."""
    with suppress(LookupError):
        provider.set_option(member, key, enabled, source)
