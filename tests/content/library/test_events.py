"""Events: their own clock, the calendars, the list, and the editor's form."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from content.library.event_times import EventTimes, on_clock, time_zone_choices
from content.library.models import EventPage
from tests.content.library.factories import make_event, make_events


class TestClock:
    def test_a_time_is_read_on_the_clock_of_the_event(self) -> None:
        assert on_clock(datetime(2036, 7, 1, 9), "Europe/Madrid") == datetime(2036, 7, 1, 7, tzinfo=UTC)  # noqa: DTZ001
        assert on_clock(datetime(2036, 1, 1, 9), "Europe/Madrid") == datetime(2036, 1, 1, 8, tzinfo=UTC)  # noqa: DTZ001

    def test_a_time_that_the_clock_leaves_out_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="does not exist"):
            on_clock(datetime(2026, 3, 8, 2, 30), "America/New_York")  # noqa: DTZ001
        assert on_clock(datetime(2026, 11, 1, 1, 30), "America/New_York") == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # noqa: DTZ001

    @given(
        st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2036, 1, 1)),  # noqa: DTZ001
        st.sampled_from([name for name, _label in time_zone_choices()[:40]]),
    )
    def test_every_time_comes_back_as_it_was_written(self, wall_time: datetime, zone: str) -> None:
        try:
            moment = on_clock(wall_time, zone)
        except ValidationError:
            return
        assert EventTimes(moment, moment, zone).starts_wall == wall_time

    def test_an_end_at_midnight_belongs_to_the_day_before(self) -> None:
        zone = ZoneInfo("America/New_York")
        times = EventTimes(datetime(2036, 7, 1, 9, tzinfo=zone), datetime(2036, 7, 2, tzinfo=zone), zone.key)
        assert times.last_day == date(2036, 7, 1)
        assert times.zone_name == "EDT"


@pytest.mark.django_db
class TestCalendar:
    def test_an_event_keeps_its_own_zone_and_defines_it(self, client: Client) -> None:
        event = make_event(make_events(), "Meeting; in, Madrid", time_zone="Europe/Madrid", place="Calle 1, Madrid")
        response = client.get(f"{event.url}ics/")
        assert response["Content-Type"].startswith("text/calendar")
        calendar = icalendar.Calendar.from_ical(response.content)
        (entry,) = calendar.events
        assert entry.decoded("dtstart") == datetime(2036, 7, 1, 16, tzinfo=ZoneInfo("Europe/Madrid"))
        assert entry["dtstart"].params["TZID"] == "Europe/Madrid"
        assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Europe/Madrid"]
        assert str(entry["summary"]) == "Meeting; in, Madrid"
        assert str(entry["status"]) == "CONFIRMED"
        assert str(entry["url"]) == f"http://localhost:8000{event.url}"
        assert max(len(line) for line in response.content.split(b"\r\n")) <= 75

    def test_whole_days_have_no_times_and_end_on_the_day_after(self, client: Client) -> None:
        zone = ZoneInfo("America/New_York")
        event = make_event(
            make_events(),
            all_day=True,
            starts_at=datetime(2036, 7, 1, tzinfo=zone),
            ends_at=datetime(2036, 7, 3, 17, tzinfo=zone),
        )
        (entry,) = icalendar.Calendar.from_ical(client.get(f"{event.url}ics/").content).events
        assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (date(2036, 7, 1), date(2036, 7, 4))

    def test_the_feed_has_every_event_and_a_lasting_identity(self, client: Client) -> None:
        index = make_events()
        event = make_event(index, status="cancelled")
        make_event(index, "Over", starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=datetime(2020, 1, 2, tzinfo=UTC))
        make_event(index, "Draft").unpublish()

        def entries() -> dict[str, Any]:
            calendar = icalendar.Calendar.from_ical(client.get("/events/calendar/").content)
            return {str(entry["summary"]): entry for entry in calendar.events}

        before = entries()
        assert set(before) == {"A meeting", "Over"}
        assert str(before["A meeting"]["status"]) == "CANCELLED"
        event.summary = "Changed"
        event.save_revision().publish()
        after = entries()
        assert after["A meeting"]["uid"] == before["A meeting"]["uid"]
        assert after["A meeting"]["sequence"] >= before["A meeting"]["sequence"]
        page = BeautifulSoup(client.get("/events/").content, "html.parser")
        assert page.find("a", href="webcal://localhost:8000/events/calendar/")


@pytest.mark.django_db
class TestPages:
    def test_shows_the_time_on_the_events_own_clock(self, client: Client) -> None:
        event = make_event(make_events(), time_zone="America/Los_Angeles")
        main = BeautifulSoup(client.get(event.url).content, "html.parser").main
        text = " ".join(main.get_text().split())
        assert "July 1, 2036, 7 a.m. – 8:30 a.m. PDT" in text
        assert "America/Los_Angeles" in text
        assert main.time["datetime"] == "2036-07-01T07:00:00-07:00"

    def test_lists_the_next_first_and_the_past_apart(self, client: Client) -> None:
        index = make_events()
        make_event(index, "Later", starts_at=datetime(2037, 1, 1, tzinfo=UTC), ends_at=datetime(2037, 1, 2, tzinfo=UTC))
        make_event(index, "Next")
        make_event(index, "Over", starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=datetime(2020, 1, 2, tzinfo=UTC))

        def titles(path: str) -> list[str]:
            page = BeautifulSoup(client.get(path).content, "html.parser")
            return [link.get_text() for link in page.select(".entry__title a")]

        assert titles("/events/") == ["Next", "Later"]
        assert titles("/events/?when=past&page=999999") == ["Over"]

    def test_an_empty_list_says_so(self, client: Client) -> None:
        make_events()
        assert "No event is planned at present." in client.get("/events/").content.decode()
        assert "No event has taken place yet." in client.get("/events/?when=past").content.decode()

    def test_what_the_pages_cost(self, client: Client, django_assert_max_num_queries: Any) -> None:
        index = make_events()
        for number in range(12):
            event = make_event(index, f"Event {number}")
        for path, most in ((event.url, 10), ("/events/", 10), ("/events/calendar/", 10)):
            client.get(path)
            with django_assert_max_num_queries(most):
                assert client.get(path).status_code == 200


@pytest.mark.django_db
class TestForm:
    def form(self, instance: EventPage, **data: Any) -> Any:
        index = make_events() if not EventPage.objects.exists() else instance.get_parent()
        form_class = EventPage.get_edit_handler().get_form_class()
        values = {
            "title": "Event", "slug": "event", "kind": "meeting", "status": "confirmed", "time_zone": "Europe/Madrid",
            "starts_at": "2036-07-01 09:00", "ends_at": "2036-07-01 10:00", "body-count": "0", "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0", "locale": instance.locale_id, **data,
        }  # fmt: skip
        return form_class(values, instance=instance, parent_page=index)

    def test_what_is_typed_is_the_time_at_the_place_wherever_the_editor_sits(self) -> None:
        event = make_event(make_events())
        with timezone.override("Asia/Tokyo"):
            form = self.form(event)
            assert form.is_valid(), form.errors
            assert form.cleaned_data["starts_at"] == datetime(2036, 7, 1, 7, tzinfo=UTC)
            shown = EventPage.get_edit_handler().get_form_class()(instance=event)
            assert shown["starts_at"].value() == datetime(2036, 7, 1, 9, 0)  # noqa: DTZ001

    @pytest.mark.parametrize(
        ("data", "field", "words"),
        [
            ({"ends_at": "2036-07-01 08:00"}, "ends_at", "ends before it begins"),
            ({"ends_at": "2099-07-01 08:00"}, "ends_at", "more than a year"),
            ({"time_zone": "Mars/Olympus"}, "time_zone", "not known"),
            ({"starts_at": "2026-03-29 02:30", "ends_at": "2026-03-29 05:00"}, "starts_at", "does not exist"),
        ],
    )
    def test_impossible_times_are_refused_in_words(self, data: dict[str, str], field: str, words: str) -> None:
        form = self.form(make_event(make_events()), **data)
        assert not form.is_valid()
        assert words in " ".join(form.errors[field])

    def test_the_database_refuses_an_end_before_the_begin(self) -> None:
        event = make_event(make_events())
        with pytest.raises(IntegrityError), transaction.atomic():
            EventPage.objects.filter(pk=event.pk).update(ends_at=datetime(2000, 1, 1, tzinfo=UTC))
