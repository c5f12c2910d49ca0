"""From a target group's rule and a member's whereabouts to the offices their letter goes to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from advocacy.campaigns.models.target_group import TargetGroup
from advocacy.legislators.api import (
    Committee,
    District,
    Office,
    Person,
    Representation,
    Seat,
    committee_members,
    holders_of_seats,
    letter_offices,
    representations_of,
    representatives_for,
    seats_for_district,
    senators_of,
    state_committees,
    state_name,
)

_LEADING = ("chair", "leader", "president")
_NOT_LEADING = ("spokes", "secretary", "clerk")


@dataclass(frozen=True)
class Whereabouts:
    """Where a member votes, as far as they said: a state, a U.S. House district, state districts they picked."""

    state: str
    house_district: District | None = None
    state_districts: tuple[District, ...] = ()


@dataclass(frozen=True)
class Target:
    """One office a letter goes to, and in which capacity its holder is written to."""

    person: Person
    role: str
    salutation: str
    office: Office | None = None
    seat: Seat | None = None
    committee: Committee | None = None

    @property
    def address(self) -> str:
        """The office's e-mail address, empty where it publishes none."""
        return self.office.email if self.office else ""

    @property
    def web_form(self) -> str:
        """The address of the form through which the office takes messages, or of its website."""
        form = self.office.web_form if self.office else ""
        return form or self.person.website

    def values(self) -> dict[str, str]:
        """Return the values of the target's tokens."""
        return {
            "target.salutation": self.salutation,
            "target.full_name": self.person.name,
            "target.role": self.role,
            "target.committee": self.committee.name if self.committee else "",
        }


@dataclass(frozen=True)
class GroupTargets:
    """What a rule found for one member: offices, or in words for the member why there are none."""

    group: TargetGroup
    targets: tuple[Target, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)


def resolve(
    groups: Sequence[TargetGroup], whereabouts: Whereabouts, *, language: str, as_of: date | None = None
) -> list[GroupTargets]:
    """Apply each group's rule; a person reached by two groups is written to once, by the first of them.

    Salutations and roles are in `language`, the language of the letter.
    """
    taken: set[int] = set()
    resolved = []
    with translation.override(language):
        for group in groups:
            excluded = {exclusion.person_id for exclusion in group.exclusions.all()}
            found, notes = _apply(group, whereabouts, as_of)
            targets = []
            for target in found:
                if target.person.pk not in taken and target.person.pk not in excluded:
                    taken.add(target.person.pk)
                    targets.append(target)
            if not targets and found and not notes:
                notes = [_("Nobody new to write to here.")]
            resolved.append(GroupTargets(group, tuple(_with_offices(targets, as_of)), tuple(notes)))
    return resolved


def needs_house_district(groups: Iterable[TargetGroup]) -> bool:
    """Whether a rule needs to know in which U.S. House district the member lives."""
    rule = TargetGroup.Rule
    return any(group.rule in {rule.CONGRESS, rule.US_HOUSE} for group in groups)


def needs_state_districts(groups: Iterable[TargetGroup]) -> bool:
    """Whether a rule needs the member to pick their own state districts from a list."""
    return any(group.rule == TargetGroup.Rule.STATE_OWN for group in groups)


def still_holds(person: Person, seat: Seat | None, committee: Committee | None, as_of: date | None = None) -> bool:
    """Whether a person is still in the capacity in which a letter addresses them.

    Asked just before a letter leaves: a seat may have a new holder, a committee new members.
    """
    if seat is not None:
        return any(row.person and row.person.pk == person.pk for row in holders_of_seats([seat.pk], as_of))
    if committee is not None:
        return any(row.person_id == person.pk for row in committee_members(committee, as_of))
    return False


def target_for(
    person: Person, seat: Seat | None, committee: Committee | None, *, language: str, as_of: date | None = None
) -> Target | None:
    """Return a person as a target in a given capacity; nothing when they no longer have it."""
    with translation.override(language):
        if seat is not None:
            rows = [row for row in holders_of_seats([seat.pk], as_of) if row.person and row.person.pk == person.pk]
            found = [_of_representation(row) for row in rows]
        elif committee is not None and still_holds(person, None, committee, as_of):
            found = [_of_committee(person, committee, "")]
        else:
            found = []
        return next(iter(_with_offices(found, as_of)), None)


def _apply(group: TargetGroup, where: Whereabouts, as_of: date | None) -> tuple[list[Target], list[str]]:
    rule = TargetGroup.Rule
    if group.rule in {rule.CONGRESS, rule.US_HOUSE, rule.US_SENATE}:
        return _congress(group, where, as_of)
    if group.rule == rule.STATE_OWN:
        return _own_state_legislators(where, as_of)
    return _committees(group, where, as_of)


def _congress(group: TargetGroup, where: Whereabouts, as_of: date | None) -> tuple[list[Target], list[str]]:
    rows: list[Representation] = []
    notes: list[str] = []
    if group.rule != TargetGroup.Rule.US_SENATE:
        if where.house_district is None:
            notes.append(_("We do not know your U.S. House district, so no letter goes to a representative."))
        else:
            rows += [row for row in representatives_for(where.house_district, as_of) if row.is_own_district]
    if group.rule != TargetGroup.Rule.US_HOUSE:
        senators = senators_of(where.state, as_of)
        if not senators:
            notes.append(_("%(state)s elects no U.S. senators.") % {"state": state_name(where.state)})
        rows += senators
    return _holders(rows, notes)


def _own_state_legislators(where: Whereabouts, as_of: date | None) -> tuple[list[Target], list[str]]:
    if not where.state_districts:
        return [], [_("You picked no state district, so no letter goes to your own state legislators.")]
    rows = [row for district in where.state_districts for row in seats_for_district(district, as_of)]
    return _holders(rows, [])


def _committees(group: TargetGroup, where: Whereabouts, as_of: date | None) -> tuple[list[Target], list[str]]:
    committees = state_committees(where.state, group.committee_topic, as_of=as_of)
    if not committees:
        return [], [_("We know of no such committee in %(state)s.") % {"state": state_name(where.state)}]
    targets: list[Target] = []
    notes: list[str] = []
    for committee in committees:
        if committee.parent_id is not None:
            continue
        members = [row for row in committee_members(committee, as_of) if row.person is not None]
        chosen = (
            members
            if group.committee_recipients == TargetGroup.Recipients.MEMBERS
            else [row for row in members if is_leading_role(row.role)]
        )
        if not chosen:
            notes.append(_("The public record names nobody who leads “%(committee)s”.") % {"committee": committee.name})
        targets += [_of_committee(row.person, committee, row.role) for row in chosen if row.person]
    return targets, notes


def is_leading_role(role: str) -> bool:
    """Whether a role in a committee, as publishers write it, is that of a chair or vice chair."""
    lowered = role.lower()
    return any(word in lowered for word in _LEADING) and not any(word in lowered for word in _NOT_LEADING)


def _holders(rows: Sequence[Representation], notes: list[str]) -> tuple[list[Target], list[str]]:
    targets = []
    for row in rows:
        if row.person is None:
            notes.append(_("The seat %(seat)s is vacant.") % {"seat": _seat_name(row)})
        else:
            targets.append(_of_representation(row))
    return targets, notes


def _of_representation(row: Representation) -> Target:
    if row.person is None:
        raise ValueError("A vacant seat is nobody to write to.")
    return Target(
        person=row.person,
        role=_seat_name(row),
        salutation=f"{_form_of_address(row)} {row.person.family_name or row.person.name}",
        seat=row.seat,
    )


def _form_of_address(row: Representation) -> str:
    """Return the title as it stands before a name: "Senator", not "U.S. Senator"."""
    if row.chamber.legislature.state:
        return row.title
    if row.district.is_whole_state:
        return _("Senator")
    if row.district.state == "PR":
        return _("Resident Commissioner")
    return _("Delegate") if row.title == _("Delegate to the U.S. House") else _("Representative")


def _seat_name(row: Representation) -> str:
    legislature = row.chamber.legislature
    if row.district.is_whole_state:
        return _("%(title)s for %(state)s") % {"title": row.title, "state": state_name(row.district.state)}
    if row.district.is_at_large:
        return _("%(title)s, %(state)s at large") % {"title": row.title, "state": state_name(row.district.state)}
    place = state_name(row.district.state) if not legislature.state else legislature.name
    values = {"title": row.title, "place": place, "district": row.district.code}
    if row.district.code.isdecimal():
        return _("%(title)s, %(place)s, District %(district)s") % values
    return _("%(title)s, %(place)s, %(district)s") % values


def _of_committee(person: Person, committee: Committee, role: str) -> Target:
    chamber = committee.chamber
    terms = representations_of(person)
    title = _form_of_address(terms[0]) if terms else ""
    where = f"{committee.name}, {chamber.name}" if chamber else committee.name
    shown_role = _committee_role(role)
    return Target(
        person=person,
        role=f"{shown_role}, {where}" if shown_role else where,
        salutation=f"{title} {person.family_name or person.name}".strip(),
        committee=committee,
    )


def _committee_role(role: str) -> str:
    known = {"chair": _("Chair"), "vice chair": _("Vice chair"), "co-chair": _("Co-chair"), "member": _("Member")}
    return known.get(role.lower(), role[:1].upper() + role[1:])


def _with_offices(targets: Sequence[Target], as_of: date | None) -> list[Target]:
    offices = letter_offices([target.person for target in targets], as_of)
    return [
        Target(
            person=target.person,
            role=target.role,
            salutation=target.salutation,
            office=offices.get(target.person.pk),
            seat=target.seat,
            committee=target.committee,
        )
        for target in targets
    ]
