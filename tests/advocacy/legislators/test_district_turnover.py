"""ZIP areas of a Congress to come hold from its first day, and corrections from the day they are made."""

from datetime import date

import pytest

from advocacy.legislators.importing.districts import write_zip_areas
from advocacy.legislators.importing.synchronise import Moment, Tally
from advocacy.legislators.lookup import districts_for_zip
from advocacy.legislators.models import ZipDistrict
from tests.advocacy.legislators.factories import outcome

pytestmark = pytest.mark.django_db

NOW = [("75001", "TX", "1"), ("75002", "TX", "1"), ("75003", "TX", "2")]
NEXT = [("75001", "TX", "1"), ("75002", "TX", "2"), ("75003", "TX", "2")]
BEGINS, ENDS = date(2025, 1, 3), date(2027, 1, 3)


def _write(rows, start, moment):
    tally = Tally()
    write_zip_areas(rows, "us", start, moment, tally)
    return tally


def _names(zip_code, day):
    return [district.short_name for district in districts_for_zip(zip_code, day).districts]


def test_redrawn_districts_hold_from_the_first_day_of_their_congress():
    _write(NOW, BEGINS, Moment(BEGINS, is_first=True))
    tally = _write(NEXT, ENDS, Moment(ENDS, is_first=False))
    assert outcome(tally, "ZIP areas") == (0, 1, 0, 2)
    assert _names("75002", date(2026, 11, 23)) == ["TX-1"]
    assert _names("75002", date(2027, 1, 2)) == ["TX-1"]
    assert _names("75002", ENDS) == ["TX-2"]
    assert _names("75001", date(2026, 11, 23)) == _names("75001", ENDS) == ["TX-1"]
    assert _names("75002", date(2024, 1, 1)) == []


def test_a_correction_holds_from_the_day_it_is_made():
    _write(NOW, BEGINS, Moment(BEGINS, is_first=True))
    day = date(2026, 5, 1)
    _write(NEXT, BEGINS, Moment(day, is_first=False))
    assert _names("75002", date(2026, 4, 30)) == ["TX-1"]
    assert _names("75002", day) == ["TX-2"]
    assert ZipDistrict.objects.count() == 4
