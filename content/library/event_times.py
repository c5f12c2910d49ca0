"""When an event takes place, on the clock of its own time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# The zones in which such events take place come first in the editor's list; the others follow by name.
NEAR_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "UTC",
)


def site_time_zone() -> str:
    """The zone of a new event: the site's own, from the environment variable `TIME_ZONE`."""
    return str(settings.TIME_ZONE)


def validate_time_zone(name: str) -> None:
    """Refuse a name that is no zone of the IANA database; raises ValidationError."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(_("This time zone is not known."), code="unknown_time_zone") from error


@lru_cache(maxsize=1)
def time_zone_choices() -> tuple[tuple[str, str], ...]:
    """Every zone a person would choose, as (name, name to read)."""
    others = sorted(
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/"))
    )
    names = [*NEAR_ZONES, *(name for name in others if name not in NEAR_ZONES)]
    return tuple((name, name.replace("_", " ")) for name in names)


def on_clock(wall_time: datetime, zone_name: str) -> datetime:
    """The moment at which a clock in the zone shows this time; raises ValidationError where it never does.

    In spring one hour is left out. In autumn one comes twice: the first of the two is taken.
    """
    zone = ZoneInfo(zone_name)
    moment = wall_time.replace(tzinfo=zone, fold=0)
    if moment.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != wall_time:
        raise ValidationError(
            _("This time does not exist on that day: the clocks go forward. Choose one an hour earlier or later."),
            code="time_left_out",
        )
    return moment.astimezone(UTC)


@dataclass(frozen=True)
class EventTimes:
    """Begin and end of an event in its own zone; `all_day` means that only the days count."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    all_day: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the event."""
        return ZoneInfo(self.time_zone)

    @property
    def starts(self) -> datetime:
        """The begin on the event's own clock."""
        return self.starts_at.astimezone(self.zone)

    @property
    def ends(self) -> datetime:
        """The end on the event's own clock."""
        return self.ends_at.astimezone(self.zone)

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        return self.starts.date()

    @property
    def last_day(self) -> date:
        """The day on which it ends; an end at midnight belongs to the day before."""
        ends = self.ends
        midnight = ends.hour == ends.minute == ends.second == 0
        return (ends - timedelta(days=1)).date() if midnight and ends > self.starts else ends.date()

    @property
    def is_one_day(self) -> bool:
        """Whether it begins and ends on one day."""
        return self.first_day == self.last_day

    @property
    def starts_wall(self) -> datetime:
        """The begin as the clock shows it, without a zone, for templates that would convert it."""
        return self.starts.replace(tzinfo=None)

    @property
    def ends_wall(self) -> datetime:
        """The end as the clock shows it, without a zone."""
        return self.ends.replace(tzinfo=None)

    @property
    def zone_name(self) -> str:
        """What the zone is called on that day, such as EDT; its IANA name where it has only a number."""
        short = self.starts.tzname() or ""
        return short if short.isalpha() else self.time_zone.replace("_", " ")
