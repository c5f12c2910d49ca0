"""Readings of live metrics: once a day, healed, whatever one room's measure does."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from content.plans import live_metrics
from content.plans.live_metrics import register_live_metric
from content.plans.models import LiveReading
from content.plans.snapshots import HEALED_DAYS, end_of, take_missing_readings
from content.plans.tasks import take_readings

TODAY = date(2026, 6, 15)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _only_the_tests_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(live_metrics, "_metrics", {})
    return


def readings(name: str) -> dict[date, Decimal]:
    return dict(LiveReading.objects.filter(name=name).values_list("day", "value"))


@pytest.mark.django_db
def test_yesterday_is_counted_once_however_often_it_runs() -> None:
    values = iter([7, 8])
    register_live_metric("tests.now", "Now", lambda: next(values))
    assert [take_missing_readings(TODAY) for _run in range(3)] == [1, 0, 0]
    assert readings("tests.now") == {YESTERDAY: 7}


@pytest.mark.django_db
def test_a_missed_night_stays_a_gap_where_the_past_cannot_be_told() -> None:
    register_live_metric("tests.now", "Now", lambda: 7)
    take_missing_readings(TODAY - timedelta(days=3))
    take_missing_readings(TODAY)
    assert set(readings("tests.now")) == {YESTERDAY, YESTERDAY - timedelta(days=3)}


@pytest.mark.django_db
def test_missed_nights_are_filled_with_what_was_true_at_the_end_of_each() -> None:
    began = end_of(date(2026, 6, 1))

    def at(moment: datetime) -> int:
        return max((moment - began).days, 0)

    register_live_metric("tests.past", "Past", lambda: at(timezone.now()), measure_at=at)
    assert take_missing_readings(TODAY) == HEALED_DAYS
    LiveReading.objects.filter(day__in=[YESTERDAY, date(2026, 6, 5)]).delete()
    assert take_missing_readings(TODAY) == 2
    values = readings("tests.past")
    assert (values[date(2026, 6, 1)], values[date(2026, 6, 5)], values[YESTERDAY]) == (
        Decimal(0),
        Decimal(4),
        Decimal(13),
    )


def test_a_day_ends_in_the_time_zone_of_the_site() -> None:
    assert end_of(date(2026, 3, 7)).isoformat() == "2026-03-08T00:00:00-05:00"
    assert end_of(date(2026, 3, 8)).isoformat() == "2026-03-09T00:00:00-04:00"


def break_the_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    return 1


def raise_an_error() -> int:
    raise RuntimeError("secret@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken", [raise_an_error, break_the_database, lambda: None, lambda: Decimal("NaN"), lambda: 10**30, lambda: "many"]
)
def test_a_broken_measure_costs_only_its_own_readings(broken: Any, capsys: pytest.CaptureFixture[str]) -> None:
    register_live_metric("tests.broken", "Broken", broken)
    register_live_metric("tests.sound", "Sound", lambda: 3)
    assert take_missing_readings(TODAY) == 1
    assert readings("tests.sound") == {YESTERDAY: 3}
    assert readings("tests.broken") == {}
    assert "secret@example.org" not in capsys.readouterr().out


@pytest.mark.django_db
def test_the_task_takes_the_readings_of_yesterday() -> None:
    register_live_metric("tests.now", "Now", lambda: 5)
    take_readings()
    assert readings("tests.now") == {timezone.localdate() - timedelta(days=1): 5}
