"""The states and territories: codes, chambers, time zones.

Codes are the Census Bureau's FIPS codes and the Postal Service's abbreviations; the classes of the U.S.
Senate's seats are those of senate.gov; names of chambers are the legislatures' own.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class State:
    """A state, the District of Columbia or a territory; `kind` is the word of its division identifier."""

    code: str
    fips: str
    name: str
    time_zone: str
    senate_classes: tuple[int, ...] = ()
    kind: str = "state"

    @property
    def division(self) -> str:
        """The Open Civic Data identifier, such as `ocd-division/country:us/state:ca`."""
        return f"ocd-division/country:us/{self.kind}:{self.code.lower()}"


_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"

_ALL = (
    State("AL", "01", "Alabama", _CENTRAL, (2, 3)),
    State("AK", "02", "Alaska", "America/Anchorage", (2, 3)),
    State("AZ", "04", "Arizona", "America/Phoenix", (1, 3)),
    State("AR", "05", "Arkansas", _CENTRAL, (2, 3)),
    State("CA", "06", "California", _PACIFIC, (1, 3)),
    State("CO", "08", "Colorado", _MOUNTAIN, (2, 3)),
    State("CT", "09", "Connecticut", _EASTERN, (1, 3)),
    State("DE", "10", "Delaware", _EASTERN, (1, 2)),
    State("DC", "11", "District of Columbia", _EASTERN, (), "district"),
    State("FL", "12", "Florida", _EASTERN, (1, 3)),
    State("GA", "13", "Georgia", _EASTERN, (2, 3)),
    State("HI", "15", "Hawaii", "Pacific/Honolulu", (1, 3)),
    State("ID", "16", "Idaho", "America/Boise", (2, 3)),
    State("IL", "17", "Illinois", _CENTRAL, (2, 3)),
    State("IN", "18", "Indiana", "America/Indiana/Indianapolis", (1, 3)),
    State("IA", "19", "Iowa", _CENTRAL, (2, 3)),
    State("KS", "20", "Kansas", _CENTRAL, (2, 3)),
    State("KY", "21", "Kentucky", _EASTERN, (2, 3)),
    State("LA", "22", "Louisiana", _CENTRAL, (2, 3)),
    State("ME", "23", "Maine", _EASTERN, (1, 2)),
    State("MD", "24", "Maryland", _EASTERN, (1, 3)),
    State("MA", "25", "Massachusetts", _EASTERN, (1, 2)),
    State("MI", "26", "Michigan", "America/Detroit", (1, 2)),
    State("MN", "27", "Minnesota", _CENTRAL, (1, 2)),
    State("MS", "28", "Mississippi", _CENTRAL, (1, 2)),
    State("MO", "29", "Missouri", _CENTRAL, (1, 3)),
    State("MT", "30", "Montana", _MOUNTAIN, (1, 2)),
    State("NE", "31", "Nebraska", _CENTRAL, (1, 2)),
    State("NV", "32", "Nevada", _PACIFIC, (1, 3)),
    State("NH", "33", "New Hampshire", _EASTERN, (2, 3)),
    State("NJ", "34", "New Jersey", _EASTERN, (1, 2)),
    State("NM", "35", "New Mexico", _MOUNTAIN, (1, 2)),
    State("NY", "36", "New York", _EASTERN, (1, 3)),
    State("NC", "37", "North Carolina", _EASTERN, (2, 3)),
    State("ND", "38", "North Dakota", _CENTRAL, (1, 3)),
    State("OH", "39", "Ohio", _EASTERN, (1, 3)),
    State("OK", "40", "Oklahoma", _CENTRAL, (2, 3)),
    State("OR", "41", "Oregon", _PACIFIC, (2, 3)),
    State("PA", "42", "Pennsylvania", _EASTERN, (1, 3)),
    State("RI", "44", "Rhode Island", _EASTERN, (1, 2)),
    State("SC", "45", "South Carolina", _EASTERN, (2, 3)),
    State("SD", "46", "South Dakota", _CENTRAL, (2, 3)),
    State("TN", "47", "Tennessee", _CENTRAL, (1, 2)),
    State("TX", "48", "Texas", _CENTRAL, (1, 2)),
    State("UT", "49", "Utah", _MOUNTAIN, (1, 3)),
    State("VT", "50", "Vermont", _EASTERN, (1, 3)),
    State("VA", "51", "Virginia", _EASTERN, (1, 2)),
    State("WA", "53", "Washington", _PACIFIC, (1, 3)),
    State("WV", "54", "West Virginia", _EASTERN, (1, 2)),
    State("WI", "55", "Wisconsin", _CENTRAL, (1, 3)),
    State("WY", "56", "Wyoming", _MOUNTAIN, (1, 2)),
    State("AS", "60", "American Samoa", "Pacific/Pago_Pago", (), "territory"),
    State("GU", "66", "Guam", "Pacific/Guam", (), "territory"),
    State("MP", "69", "Northern Mariana Islands", "Pacific/Guam", (), "territory"),
    State("PR", "72", "Puerto Rico", "America/Puerto_Rico", (), "territory"),
    State("VI", "78", "U.S. Virgin Islands", "America/St_Thomas", (), "territory"),
)

FICTIONAL_STATE: Final = State("ZZ", "00", "State of Example", _EASTERN, (1, 2))
"""ZZ is a code the Postal Service gives to no place."""

STATES: Final = {state.code: state for state in _ALL}
STATE_BY_FIPS: Final = {state.fips: state for state in _ALL}
WITHOUT_ZIP_AREAS: Final = frozenset({"AS", "GU", "MP", "VI"})
"""Territories with a delegate in the U.S. House for which the Census Bureau's tables have no ZIP area."""
WITH_LEGISLATURE_DATA: Final = frozenset(STATES) - WITHOUT_ZIP_AREAS
"""Where Open States lists legislators: the states, the District of Columbia and Puerto Rico."""

_LOWER_HOUSES = {
    **dict.fromkeys(("CA", "NV", "NY", "WI"), (gettext_noop("Assembly"), gettext_noop("Assembly Member"))),
    "NJ": (gettext_noop("General Assembly"), gettext_noop("Assembly Member")),
    **dict.fromkeys(("MD", "VA", "WV"), (gettext_noop("House of Delegates"), gettext_noop("Delegate"))),
}
_SINGLE_HOUSES = {
    "NE": (gettext_noop("Legislature"), gettext_noop("Senator")),
    "DC": (gettext_noop("Council"), gettext_noop("Council Member")),
}


def chamber_name(state: str, kind: str) -> tuple[str, str]:
    """Return a state chamber's name and its members' title, in English.

    Stored in the database; pages translate them.
    """
    if kind == "upper":
        return gettext_noop("Senate"), gettext_noop("Senator")
    if kind == "lower":
        return _LOWER_HOUSES.get(state, (gettext_noop("House of Representatives"), gettext_noop("Representative")))
    return _SINGLE_HOUSES.get(state, (gettext_noop("Legislature"), gettext_noop("Member")))


def state_name(code: str) -> str:
    """Return the name of a state, territory or the fictional state; the code itself when unknown."""
    if code == FICTIONAL_STATE.code:
        return FICTIONAL_STATE.name
    return STATES[code].name if code in STATES else code
