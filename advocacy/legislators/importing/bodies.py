"""Making sure that the legislatures, chambers, districts and seats exist which the files speak of."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_noop

from advocacy.legislators.importing.snapshot import DistrictKey
from advocacy.legislators.importing.synchronise import Moment, Tally
from advocacy.legislators.models import Chamber, District, Legislature, Seat
from advocacy.legislators.states import FICTIONAL_STATE, STATES, State, chamber_name, state_name

FICTIONAL_UNION = "example-union"
"""The code of the fictional legislature that stands for Congress."""


def ensure_chambers(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Chamber]:
    """Return the chambers for pairs of legislature code and chamber kind, making those that are missing.

    A pair with an empty kind only makes sure of the legislature.
    """
    wanted = set(keys)
    legislatures = {legislature.code: legislature for legislature in Legislature.objects.all()}
    for code in sorted({code for code, _kind in wanted} - legislatures.keys()):
        legislatures[code] = Legislature.objects.create(**_legislature_values(code))
    chambers = {
        (chamber.legislature.code, chamber.kind): chamber for chamber in Chamber.objects.select_related("legislature")
    }
    for code, kind in sorted(wanted - chambers.keys()):
        if kind:
            name, title = _chamber_words(code, kind)
            chambers[code, kind] = Chamber.objects.create(
                legislature=legislatures[code], kind=kind, name=name, member_title=title
            )
    return chambers


def ensure_districts(keys: Iterable[DistrictKey], moment: Moment, tally: Tally) -> dict[DistrictKey, District]:
    """Return the districts by key, making those that are missing."""
    wanted = set(keys)
    chambers = ensure_chambers((key.legislature, key.chamber) for key in wanted)
    places = {chamber.pk: place for place, chamber in chambers.items()}
    known = {
        DistrictKey(*places[district.chamber_id], district.state, district.code): district
        for district in District.objects.filter(chamber__in={chambers[key[:2]].pk for key in wanted})
    }
    missing = sorted(wanted - known.keys())
    made = District.objects.bulk_create(
        District(
            chamber=chambers[key.legislature, key.chamber],
            state=key.state,
            code=key.code,
            sort_key=_sort_key(key.code),
            division=_division(key),
            effective_from=moment.beginning,
        )
        for key in missing
    )
    known.update(zip(missing, made, strict=True))
    for key in wanted:
        if known[key].effective_until is not None:
            known[key].effective_until = None
            known[key].save(update_fields=["effective_until"])
            Seat.objects.filter(district=known[key]).update(effective_until=None)
    if missing:
        tally.note("districts", "added", number=len(missing))
    if len(missing) < len(wanted):
        tally.note("districts", "unchanged", number=len(wanted) - len(missing))
    return {key: known[key] for key in wanted}


def ensure_seats(wanted: Iterable[tuple[District, str]], moment: Moment) -> None:
    """Make sure that each district has at least one seat of each designation given."""
    known = set(Seat.objects.filter(position=1).values_list("district_id", "designation"))
    Seat.objects.bulk_create(
        Seat(district=district, designation=designation, effective_from=moment.beginning)
        for district, designation in dict.fromkeys(wanted)
        if (district.pk, designation) not in known
    )


def _legislature_values(code: str) -> dict[str, object]:
    if code == "us":
        return {"code": "us", "name": "United States Congress", "division": "ocd-division/country:us"}
    if code == FICTIONAL_UNION:
        return {
            "code": code,
            "name": "Congress of the Example Union (fictional)",
            "division": "fictional/example-union",
            "is_fictional": True,
        }
    state = _state(code)
    is_fictional = state is FICTIONAL_STATE
    return {
        "code": code,
        "name": f"{state_name(state.code)} (fictional)" if is_fictional else state.name,
        "state": state.code,
        "division": f"fictional/{code}" if is_fictional else state.division,
        "time_zone": state.time_zone,
        "is_fictional": is_fictional,
    }


def _chamber_words(code: str, kind: str) -> tuple[str, str]:
    if code in {"us", FICTIONAL_UNION}:
        if kind == "upper":
            return gettext_noop("U.S. Senate"), gettext_noop("U.S. Senator")
        return gettext_noop("U.S. House of Representatives"), gettext_noop("U.S. Representative")
    return chamber_name(code.upper(), kind)


def _state(code: str) -> State:
    return FICTIONAL_STATE if code.upper() == FICTIONAL_STATE.code else STATES[code.upper()]


def _sort_key(code: str) -> str:
    return re.sub(r"\d+", lambda match: match[0].zfill(5), code).lower()[:80]


def _division(key: DistrictKey) -> str:
    """The Open Civic Data identifier where the rule for making it is known; empty for named districts."""
    if key.state == FICTIONAL_STATE.code:
        return ""
    state = STATES[key.state].division
    if key.code == "":
        return state
    if key.legislature == "us":
        return state if key.code == "0" else f"{state}/cd:{key.code}"
    if key.state == "DC" and (ward := re.fullmatch(r"Ward (\d+)", key.code)):
        return f"{state}/ward:{ward[1]}"
    if key.code != "0" and re.fullmatch(r"\d+[A-Z]?", key.code):
        return f"{state}/{'sldl' if key.chamber == 'lower' else 'sldu'}:{key.code.lower()}"
    return ""
