"""One record is cleaned, or says what is wrong with it, whatever stands in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletters.importing.rows import Reading, clean_record, read_day

READING = Reading(
    columns={"address": 0, "first_name": 1, "zip_code": 2, "consented_on": 3},
    width=4,
    date_order="month",
    today=date(2026, 6, 1),
)


def test_a_good_record_comes_out_as_members_are_stored() -> None:
    row = clean_record(7, [" Robin@BÜCHER.example ", "Robin\u200f  X", "2139", "3/31/2025"], READING)
    assert (row.address, row.first_name, row.zip_code) == ("robin@xn--bcher-kva.example", "Robin X", "02139")
    assert (row.line, row.consented_on, row.problem) == (7, date(2025, 3, 31), "")


@pytest.mark.parametrize(
    ("cells", "words", "value"),
    [
        (["", "Robin", "", "2025-01-01"], "Enter your e-mail address", ""),
        (["robin", "Robin", "", "2025-01-01"], "one @ sign", "robin"),
        (["r@example.org", "=HYPERLINK(1)", "", "2025-01-01"], "formula", "=HYPERLINK(1)"),
        (["r\x00@example.org", "", "", "2025-01-01"], "NUL", "r\ufffd@example.org"),
        (["r@example.org", "x" * 1_001, "", "2025-01-01"], "longer than 1000", "x" * 300),
        (["r@example.org", "", "999999", "2025-01-01"], "five digits", "999999"),
        (["r@example.org", "", "", ""], "when the person agreed", ""),
        (["r@example.org"], "when the person agreed", ""),
        (["r@example.org", "", "", "31/12/2024"], "not a date", "31/12/2024"),
        (["r@example.org", "", "", "2026-06-02"], "future", "2026-06-02"),
        (["r@example.org", "", "", "2025-01-01", "", "more"], "6 cells", ""),
    ],
)
def test_a_faulty_record_says_what_is_wrong_and_keeps_nothing_else(cells: list[str], words: str, value: str) -> None:
    row = clean_record(3, cells, READING)
    assert words in row.problem
    assert (row.value, row.address, row.first_name) == (value, "", "")


def test_dates_with_slashes_follow_the_order_that_staff_chose() -> None:
    assert read_day("03/04/2025", "month") == date(2025, 3, 4)
    assert read_day("03/04/2025", "day") == date(2025, 4, 3)
    assert read_day("2025-04-03 10:00:00", "month") == date(2025, 4, 3)
    assert read_day("31/04/2025", "day") is None


@given(st.lists(st.text(max_size=40), max_size=6))
def test_no_cells_raise_and_none_end_up_with_address_and_problem(cells: list[str]) -> None:
    row = clean_record(1, cells, READING)
    assert bool(row.problem) != bool(row.address)
    assert "\x00" not in row.value + row.problem + row.address + row.first_name
