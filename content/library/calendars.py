"""Events for calendar programs, as iCalendar (RFC 5545), and for search engines, as schema.org."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from content.library.models import EventPage

REFRESH = timedelta(hours=6)


def calendar_of(events: Iterable["EventPage"], name: str) -> bytes:
    """One calendar with these events and the definitions of every time zone they use."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Coalition platform//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", " ".join(name.split()))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_entry(event))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(event: "EventPage") -> icalendar.Event:
    times = event.times
    entry = icalendar.Event()
    changed_at = event.last_published_at or event.latest_revision_created_at or datetime.now(tz=UTC)
    entry.add("uid", f"{event.translation_key}-{event.locale.language_code}@{urlsplit(settings.PUBLIC_URL).hostname}")
    entry.add("dtstamp", changed_at.astimezone(UTC))
    entry.add("last-modified", changed_at.astimezone(UTC))
    # RFC 5545, 3.8.7.4: grows with each change that matters. Seconds since 2020 never go back.
    entry.add("sequence", max(0, int((changed_at - datetime(2020, 1, 1, tzinfo=UTC)).total_seconds())))
    if times.all_day:
        entry.add("dtstart", times.first_day)
        entry.add("dtend", times.last_day + timedelta(days=1))
    else:
        entry.add("dtstart", times.starts)
        entry.add("dtend", times.ends)
    entry.add("summary", " ".join(event.title.split()))
    entry.add("status", event.status.upper())
    address = event_address(event)
    if address:
        entry.add("url", address)
    if event.place or event.online_url:
        entry.add("location", event.place or event.online_url)
    fictional = (
        _("Held by %(name)s, a fictional organisation.") % {"name": event.fictional_organisation}
        if event.fictional_organisation
        else ""
    )
    words = [fictional, event.summary, event.online_url, address]
    entry.add("description", "\n\n".join(filter(None, words)))
    return entry


def event_address(event: "EventPage") -> str:
    """The event's page under the site's own address; empty before it has one."""
    url = event.get_url() or ""
    return f"{settings.PUBLIC_URL}{url}" if url.startswith("/") else url


def event_structured_data(event: "EventPage") -> dict[str, Any]:
    """A schema.org Event."""
    times = event.times
    mode = "Mixed" if event.place and event.online_url else "Online" if event.online_url else "Offline"
    locations: list[dict[str, Any]] = []
    if event.place:
        locations.append({"@type": "Place", "name": event.place, "address": event.place})
    if event.online_url:
        locations.append({"@type": "VirtualLocation", "url": event.online_url})
    status = "EventCancelled" if event.status == "cancelled" else "EventScheduled"
    data: dict[str, Any] = {
        "@type": "Event",
        "name": event.title,
        "startDate": times.first_day.isoformat() if times.all_day else times.starts.isoformat(),
        "endDate": times.last_day.isoformat() if times.all_day else times.ends.isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "inLanguage": event.locale.language_code,
        "organizer": {"@type": "Organization", "name": event.fictional_organisation or settings.WAGTAIL_SITE_NAME},
    }
    if locations:
        data["eventAttendanceMode"] = f"https://schema.org/{mode}EventAttendanceMode"
        data["location"] = locations if len(locations) > 1 else locations[0]
    if event.summary:
        data["description"] = event.summary
    if address := event_address(event):
        data["url"] = address
    return data
