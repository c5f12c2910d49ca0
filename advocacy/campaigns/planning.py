"""Which letters a member is about to send: every group's offices, each with its text."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from advocacy.campaigns import letters, targets, versions
from advocacy.campaigns.models import LetterAction, LetterTextVersion, Participation, TargetGroup, WrittenAs
from advocacy.campaigns.targets import Target, Whereabouts
from advocacy.legislators.api import District, state_name


@dataclass(frozen=True)
class Signer:
    """Who signs, where they vote, and what they wrote themselves."""

    first_name: str
    last_name: str
    zip_code: str
    whereabouts: Whereabouts
    language: str = "en"
    written_as: str = WrittenAs.ANYONE
    own_words: str = ""
    open_parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """The name under the letter."""
        return f"{self.first_name} {self.last_name}".strip()

    def values(self) -> dict[str, str]:
        """Return the values of the member's tokens."""
        state = state_name(self.whereabouts.state) if self.whereabouts.state else ""
        return {
            "member.first_name": self.first_name,
            "member.last_name": self.last_name,
            "member.full_name": self.full_name,
            "member.zip_code": self.zip_code,
            "member.state": state,
            "member.place": " ".join(filter(None, [state, self.zip_code])),
        }

    def as_fields(self) -> dict[str, object]:
        """Return what a participation keeps of the signer."""
        house = self.whereabouts.house_district
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "zip_code": self.zip_code,
            "region": self.whereabouts.state,
            "districts": {
                "house": house.pk if house else None,
                "state": [district.pk for district in self.whereabouts.state_districts],
            },
            "language": self.language,
            "written_as": self.written_as,
            "own_words": self.own_words,
            "open_parts": dict(self.open_parts),
        }


@dataclass(frozen=True)
class PlannedLetter:
    """One letter: to whom, from which text version, by which channel."""

    group: TargetGroup
    target: Target
    version: LetterTextVersion

    @property
    def channel(self) -> str:
        """`email` where the office has an address, `web_form` where only its form or site is known."""
        return "email" if self.target.address else "web_form"


@dataclass(frozen=True)
class PlannedGroup:
    """The letters to one target group, and what the member should know about it."""

    group: TargetGroup
    letters: tuple[PlannedLetter, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """All letters of one member in one action."""

    groups: tuple[PlannedGroup, ...]

    @property
    def letters(self) -> tuple[PlannedLetter, ...]:
        """All letters, in the order in which they are shown."""
        return tuple(letter for group in self.groups for letter in group.letters)


def groups_of(action: LetterAction) -> list[TargetGroup]:
    """Return an action's target groups with all that resolving and freezing them needs."""
    return list(
        TargetGroup.objects.filter(action=action)
        .select_related("action")
        .prefetch_related("exclusions", "texts__group__action", "texts__group__exclusions")
        .order_by("sort_order", "pk")
    )


def plan(action: LetterAction, signer: Signer) -> Plan:
    """Apply all rules of an action to a member and choose the text for each office."""
    resolved = targets.resolve(groups_of(action), signer.whereabouts, language=signer.language)
    planned = []
    for found in resolved:
        notes = list(found.notes)
        version = _version_for(found.group, signer)
        group_letters: list[PlannedLetter] = []
        if version is None and found.targets:
            notes.append(_("The text of these letters is not ready yet."))
        for target in found.targets:
            if version is None:
                break
            if target.address or target.web_form:
                group_letters.append(PlannedLetter(found.group, target, version))
            else:
                notes.append(_("The public record gives no way to write to %(name)s.") % {"name": target.person.name})
        planned.append(PlannedGroup(found.group, tuple(group_letters), tuple(notes)))
    return Plan(tuple(planned))


def frozen_letters(action: LetterAction, signer: Signer) -> list[letters.FrozenLetter]:
    """Return the letters of all groups as this signer could send them, before it is known to which offices."""
    found = [_version_for(group, signer) for group in groups_of(action)]
    return [versions.frozen_letter(version) for version in found if version is not None]


def fill_planned(planned: PlannedLetter, signer: Signer) -> letters.FilledLetter:
    """Return a planned letter as its office will get it."""
    return fill_version(planned.version, signer, planned.target.values())


def fill_version(version: LetterTextVersion, signer: Signer, target_values: Mapping[str, str]) -> letters.FilledLetter:
    """Return a version filled for one signer and one office."""
    frozen = versions.frozen_letter(version)
    return letters.fill(frozen, slot_values(frozen, signer, target_values))


def slot_values(frozen: letters.FrozenLetter, signer: Signer, target_values: Mapping[str, str]) -> dict[str, str]:
    """Return the value of every slot of a letter: who signs, what they wrote, whom it is for."""
    member_values = signer.values()
    return {
        **member_values,
        **target_values,
        **letters.part_values(
            frozen, member_values=member_values, own_words=signer.own_words, open_parts=signer.open_parts
        ),
    }


def plan_digest(action: LetterAction, signer: Signer, planned: Plan) -> str:
    """Return a digest of everything the member is shown: if it changes, they have to be shown it again."""
    shown = {
        "action": action.pk,
        "signer": signer.as_fields(),
        "letters": sorted(
            [letter.version.content_hash, letter.target.person.pk, letter.channel] for letter in planned.letters
        ),
    }
    canonical = json.dumps(shown, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def signer_of(participation: Participation) -> Signer:
    """Return who signed, as the participation keeps it."""
    house = participation.districts.get("house")
    state_districts = participation.districts.get("state", [])
    known = District.objects.select_related("chamber__legislature").in_bulk(
        [pk for pk in [house, *state_districts] if pk is not None]
    )
    return Signer(
        first_name=participation.first_name,
        last_name=participation.last_name,
        zip_code=participation.zip_code,
        whereabouts=Whereabouts(
            state=participation.region,
            house_district=known.get(house) if house is not None else None,
            state_districts=tuple(known[pk] for pk in state_districts if pk in known),
        ),
        language=participation.language,
        written_as=participation.written_as,
        own_words=participation.own_words,
        open_parts=participation.open_parts,
    )


def _version_for(group: TargetGroup, signer: Signer) -> LetterTextVersion | None:
    text = versions.choose_text(list(group.texts.all()), signer.written_as, signer.language)
    if text is None:
        return None
    try:
        return versions.current_version(text)
    except ValidationError:
        return None
