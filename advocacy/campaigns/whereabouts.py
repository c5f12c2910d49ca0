"""Asking a member no more than the letters need to know about where they live."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from advocacy.campaigns.models import TargetGroup
from advocacy.campaigns.targets import Whereabouts, needs_house_district, needs_state_districts
from advocacy.legislators.api import (
    FICTIONAL_STATE,
    STATES,
    District,
    Representation,
    Seat,
    districts_for_zip,
    districts_of_state,
    holders_of_seats,
    state_legislators,
)

Choice = tuple[str, str]


@dataclass(frozen=True)
class Answers:
    """What the member has said so far; empty where they were not asked."""

    zip_code: str
    state: str = ""
    house_district: str = ""
    state_districts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Questions:
    """What still has to be asked, and what is known.

    `state_district_choices` maps a kind of chamber to its districts. A question about the state, or about
    a house district that decides the state, comes alone: the others depend on it.
    """

    whereabouts: Whereabouts
    zip_is_unknown: bool = False
    zip_is_split: bool = False
    state_choices: tuple[Choice, ...] = ()
    house_district_choices: tuple[Choice, ...] = ()
    house_district: District | None = None
    state_district_choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)

    @property
    def must_know_more_first(self) -> bool:
        """Whether the state itself is still open, on which everything else depends."""
        return not self.whereabouts.state

    @property
    def asks_house_district(self) -> bool:
        """Whether the member has to say in which U.S. House district they live."""
        return bool(self.house_district_choices) and self.house_district is None


def ask(groups: Sequence[TargetGroup], answers: Answers) -> Questions:
    """Work out where a member votes from what they said, and what has to be asked still.

    Nothing is guessed: a ZIP area in several districts leads to a question wherever the letters depend on it.
    An answer that is not among the choices counts as not given.
    """
    lookup = districts_for_zip(answers.zip_code)
    state_choices: tuple[Choice, ...] = ()
    if lookup.kind == "unknown":
        state = answers.state if answers.state in _known_states() else ""
        state_choices = all_state_choices()
        districts: Sequence[District] = districts_of_state(state) if state else ()
    else:
        state = lookup.states[0] if len(lookup.states) == 1 else ""
        districts = lookup.districts
    wants_house = needs_house_district(groups) or not state
    house = _picked(districts, answers.house_district) if wants_house else None
    if house is None and wants_house and len(districts) == 1:
        house = districts[0]
    if house is not None:
        state = house.state
    house_choices = _house_choices(districts) if wants_house and len(districts) > 1 else ()
    state_district_choices: dict[str, tuple[Choice, ...]] = {}
    picked: tuple[District, ...] = ()
    if state and needs_state_districts(groups):
        state_district_choices, by_id = _state_districts(state)
        picked = tuple(by_id[pk] for pk in answers.state_districts if pk in by_id)
    return Questions(
        whereabouts=Whereabouts(
            state=state,
            house_district=house if needs_house_district(groups) else None,
            state_districts=picked,
        ),
        zip_is_unknown=lookup.kind == "unknown",
        zip_is_split=lookup.kind == "split",
        state_choices=state_choices,
        house_district_choices=house_choices,
        house_district=house,
        state_district_choices=state_district_choices,
    )


def all_state_choices() -> tuple[Choice, ...]:
    """Return all states and territories by name."""
    named = sorted((state.name, state.code) for state in STATES.values())
    return tuple((code, name) for name, code in named)


def _known_states() -> set[str]:
    return {*STATES, FICTIONAL_STATE.code}


def _picked(districts: Iterable[District], answer: str) -> District | None:
    return next((district for district in districts if str(district.pk) == answer), None)


def _house_choices(districts: Sequence[District]) -> tuple[Choice, ...]:
    seats = Seat.objects.filter(district__in=[district.pk for district in districts])
    rows = holders_of_seats(list(seats.values_list("pk", flat=True)))
    return tuple((str(row.district.pk), _labelled(row.district.short_name, [row])) for row in rows)


def _state_districts(state: str) -> tuple[dict[str, tuple[Choice, ...]], dict[str, District]]:
    rows_by_district: dict[int, list[Representation]] = {}
    by_id: dict[str, District] = {}
    for row in state_legislators(state):
        rows_by_district.setdefault(row.district.pk, []).append(row)
        by_id[str(row.district.pk)] = row.district
    choices: dict[str, list[Choice]] = {}
    for pk, rows in rows_by_district.items():
        district = by_id[str(pk)]
        choices.setdefault(district.chamber.kind, []).append((str(pk), _labelled(district.code, rows)))
    order = ("upper", "lower", "legislature")
    return {kind: tuple(choices[kind]) for kind in order if kind in choices}, by_id


def _labelled(name: str, rows: Sequence[Representation]) -> str:
    holders = ", ".join(row.person.name for row in rows if row.person)
    return f"{name} — {holders}" if holders else name
