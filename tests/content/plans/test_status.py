"""The published rule: every status, at its borders."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.plans.metric_blocks import Direction
from content.plans.status import READING_DAYS, MetricStatus, Reading, Status, metric_status, objective_status
from tests.content.plans.factories import metric

HALF_YEAR = date(2026, 7, 2)
"""182 of the 364 days of the test metric's time have passed."""
FALLING = {"direction": Direction.DECREASE, "baseline_value": Decimal(80), "target_value": Decimal(40)}


def on(day: date, value: object, **fields: Any) -> MetricStatus:
    return metric_status(metric(**fields), [Reading(day, Decimal(str(value)))], day)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (100, "reached"),
        (140, "reached"),
        (45, "on_track"),
        ("44.9", "at_risk"),
        (30, "at_risk"),
        ("29.9", "off_track"),
        (-5, "off_track"),
    ],
)
def test_compares_the_way_with_the_time(value: object, status: str) -> None:
    assert on(HALF_YEAR, value).status == status


def test_shows_what_it_computed_with() -> None:
    result = on(HALF_YEAR, 30)
    assert (result.way, result.time, result.ratio) == (Decimal("0.3"), Decimal("0.5"), Decimal("0.6"))
    assert (result.way_percent, result.time_percent) == (Decimal(30), Decimal(50))


@pytest.mark.parametrize(("value", "status"), [(62, "on_track"), (60, "on_track"), (66, "at_risk"), (79, "off_track")])
def test_a_falling_metric_is_measured_the_same_way(value: object, status: str) -> None:
    assert on(HALF_YEAR, value, **FALLING).status == status


def test_before_a_tenth_of_the_time_it_is_too_early() -> None:
    assert on(date(2026, 2, 5), 0).status == Status.TOO_EARLY
    assert on(date(2026, 2, 7), 0).status == Status.OFF_TRACK
    assert on(date(2026, 1, 1), 100).status == Status.REACHED


def test_after_the_last_day_what_counts_is_the_last_reading_before_it_ended() -> None:
    end = date(2026, 12, 31)
    in_time, late = Reading(end, Decimal(100)), Reading(end + timedelta(days=30), Decimal(101))
    fell_back = Reading(end + timedelta(days=30), Decimal(60))
    later = end + timedelta(days=60)
    assert metric_status(metric(), [in_time, fell_back], later).status == Status.REACHED
    assert metric_status(metric(), [Reading(end, Decimal(99)), late], later).status == Status.REACHED_LATE
    assert metric_status(metric(), [Reading(end, Decimal(99))], later).status == Status.MISSED
    assert metric_status(metric(), [Reading(end, Decimal(99))], end).status == Status.ON_TRACK


def test_without_readings_target_or_start_there_is_no_status() -> None:
    assert metric_status(metric(), [], HALF_YEAR).status == Status.NO_DATA
    assert metric_status(metric(), [Reading(HALF_YEAR, Decimal(1))], HALF_YEAR - timedelta(days=1)).latest is None
    assert on(HALF_YEAR, 1, target_value=None, target_day=None).status == Status.NO_TARGET
    assert on(HALF_YEAR, 1, baseline_value=None, baseline_day=None).status == Status.NO_TARGET
    assert on(HALF_YEAR, 1, baseline_value=Decimal(100)).status == Status.NO_TARGET


def test_an_old_reading_says_nothing_about_today() -> None:
    long = metric(target_day=date(2030, 1, 1))
    old = [Reading(HALF_YEAR, Decimal(50))]
    assert metric_status(long, old, HALF_YEAR + timedelta(days=READING_DAYS)).status != Status.NO_DATA
    stale = metric_status(long, old, HALF_YEAR + timedelta(days=READING_DAYS + 1))
    assert (stale.status, stale.latest) == (Status.NO_DATA, old[0])


@pytest.mark.parametrize(
    ("direction", "kept", "broken"), [(Direction.AT_LEAST, 100, 99), (Direction.AT_MOST, 100, 101)]
)
def test_a_limit_holds_or_does_not(direction: Direction, kept: int, broken: int) -> None:
    end, later = date(2026, 12, 31), date(2027, 2, 1)
    limit = metric(direction=direction, baseline_value=None, baseline_day=None)
    for value, during, after in ((kept, Status.ON_TRACK, Status.REACHED), (broken, Status.OFF_TRACK, Status.MISSED)):
        readings = [Reading(end, Decimal(value))]
        assert metric_status(limit, readings, end).status == during
        assert metric_status(limit, readings, later).status == after
    assert metric_status(limit, [Reading(later, Decimal(kept))], later).status == Status.NO_DATA


def test_an_objective_stands_as_its_worst_metric() -> None:
    assert objective_status([Status.REACHED, Status.AT_RISK, Status.NO_DATA, Status.ON_TRACK]) == Status.AT_RISK
    assert objective_status([Status.NO_TARGET, Status.NO_DATA]) == Status.NO_DATA
    assert objective_status([]) == Status.NO_DATA


figures = st.decimals(-1_000_000, 1_000_000, places=2)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(
    start=figures,
    target=figures,
    readings=st.dictionaries(days, figures, max_size=6),
    begins=st.none() | days,
    ends=days,
    today=days,
    direction=st.sampled_from(Direction),
)
def test_every_definition_and_every_series_has_a_status(
    start: Decimal, target: Decimal, readings: dict[date, Decimal], begins: Any, ends: date, today: date, direction: Any
) -> None:
    defined = metric(
        direction=direction, baseline_value=start, baseline_day=begins, target_value=target, target_day=ends
    )
    series = [Reading(day, value) for day, value in sorted(readings.items())]
    result = metric_status(defined, series, today)
    assert result.status in Status
    assert result.latest is None or result.latest.day <= today


@given(value=st.decimals(0, 100, places=2), more=st.decimals(0, 100, places=2))
def test_more_of_what_is_wanted_is_never_worse(value: Decimal, more: Decimal) -> None:
    order = list(Status)
    assert order.index(on(HALF_YEAR, value + more).status) >= order.index(on(HALF_YEAR, value).status)
