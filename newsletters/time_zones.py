"""The hour where a reader lives, as far as their state tells it."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

_STATES_BY_ZONE = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
ZONE_BY_STATE = {state: zone for zone, states in _STATES_BY_ZONE.items() for state in states.split()}
"""The zone in which most people of a state live; a state that lies in two has the larger one."""


def zone_of(state: str) -> ZoneInfo:
    """Return the time zone of a state; the coalition's own where the state is unknown."""
    return ZoneInfo(ZONE_BY_STATE.get(state.upper(), settings.TIME_ZONE))


def same_clock_time(moment: datetime, state: str) -> datetime:
    """Return when the clock in that state shows what the coalition's clock shows at `moment`.

    A clock time that the change to summer time skips becomes the hour after it (PEP 495, fold 0).
    """
    wall = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None)
    return wall.replace(tzinfo=zone_of(state))


def earliest_and_latest(moment: datetime, states: Iterable[str] = tuple(ZONE_BY_STATE)) -> tuple[datetime, datetime]:
    """Return when the first and the last of these states reach the clock time of `moment`."""
    moments = [moment, *(same_clock_time(moment, state) for state in states)]
    return min(moments), max(moments)
