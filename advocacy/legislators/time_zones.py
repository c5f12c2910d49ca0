"""The time zone of an office, for contacting it in office hours.

Approximate on purpose: a state's zone, with the ZIP prefixes of the regions that keep another one. Offices
within a few miles of a zone's edge may be an hour off.
"""

from typing import Final

from advocacy.legislators.states import FICTIONAL_STATE, STATES

_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"

_BY_ZIP_PREFIX: Final = {
    **dict.fromkeys(("324", "325"), _CENTRAL),
    **dict.fromkeys(("463", "464", "476", "477"), _CENTRAL),
    **dict.fromkeys(("420", "421", "422", "423", "424"), _CENTRAL),
    **dict.fromkeys(("373", "374", "376", "377", "378", "379"), _EASTERN),
    **dict.fromkeys(("577",), _MOUNTAIN),
    **dict.fromkeys(("691", "693"), _MOUNTAIN),
    **dict.fromkeys(("798", "799", "885"), _MOUNTAIN),
    **dict.fromkeys(("835", "838"), _PACIFIC),
    **dict.fromkeys(("979",), "America/Boise"),
}


def time_zone_of(state: str, zip_code: str = "") -> str:
    """Return the name of the time zone of an office, such as `America/Chicago`."""
    prefix = zip_code[:3]
    if prefix in _BY_ZIP_PREFIX:
        return _BY_ZIP_PREFIX[prefix]
    if state == FICTIONAL_STATE.code:
        return FICTIONAL_STATE.time_zone
    return STATES[state].time_zone if state in STATES else _EASTERN
