"""Small rules of the layouts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.legislators.importing.congresses import begins, sitting_on
from advocacy.legislators.importing.problems import Problems
from advocacy.legislators.importing.reading import Record, clean_text, is_web_address, load_yaml
from advocacy.legislators.importing.zip_layout import with_at_large_codes
from advocacy.legislators.states import STATES
from advocacy.legislators.templatetags.legislator_tags import telephone
from advocacy.legislators.time_zones import time_zone_of


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(2025, 1, 2), 118), (date(2025, 1, 3), 119), (date(2026, 11, 23), 119), (date(2027, 1, 3), 120)],
)
def test_a_congress_begins_on_the_third_of_january(day, number):
    assert sitting_on(day) == number
    assert begins(number) <= day < begins(number + 1)


@pytest.mark.parametrize("written", ["0", "00", "01", "1", "98"])
def test_the_only_district_of_a_state_is_at_large(written):
    assert with_at_large_codes({("AK", written)}) == {("AK", written): ("AK", "0")}


def test_a_first_district_among_several_is_not_at_large():
    assert with_at_large_codes({("HI", "01"), ("HI", "02")}) == {("HI", "01"): ("HI", "1"), ("HI", "02"): ("HI", "2")}


def test_each_class_of_the_senate_has_its_states():
    classes = [senate_class for state in STATES.values() for senate_class in state.senate_classes]
    assert [classes.count(number) for number in (1, 2, 3)] == [33, 33, 34]


@given(st.text())
def test_cleaned_text_is_one_line_without_control_or_direction_characters(text):
    cleaned = clean_text(text)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert not any(character in cleaned for character in "\n\r\t\x0b\x1e\u2028\u202e\x00")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "hhttps://x.gov", "https://", "https://a b", "//x.gov", "mailto:a@example.org"]
)
def test_only_web_addresses_become_links(address):
    assert not is_web_address(address)


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("202-224-3553", "+12022243553"),
        ("(202) 225-2171", "+12022252171"),
        ("508-757-0323 ext. 13", "+15087570323;ext=13"),
        ("1-800-555-0100", "+18005550100"),
    ],
)
def test_a_telephone_number_becomes_a_link(written, link):
    assert telephone(written) == link


@pytest.mark.parametrize(
    ("state", "zip_code", "zone"),
    [
        ("TX", "78701", "America/Chicago"),
        ("TX", "79901", "America/Denver"),
        ("FL", "32501", "America/Chicago"),
        ("HI", "", "Pacific/Honolulu"),
        ("ZZ", "00001", "America/New_York"),
    ],
)
def test_an_office_keeps_the_time_of_its_place(state, zip_code, zone):
    assert time_zone_of(state, zip_code) == zone


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: 1\nb: [1, 2\n", "not valid YAML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"", "empty"),
        (b"a: 1", "middle of a line"),
        (b"a: " + b"[" * 5000 + b"\n", "YAML"),
        (b"a: !!python/object/apply:os.system ['true']\n", "not valid YAML"),
    ],
)
def test_a_file_that_is_no_yaml_is_explained(content, words):
    problems = Problems()
    assert load_yaml("x.yml", content, problems) is None
    assert words in problems.errors[0]
    assert problems.errors[0].startswith("x.yml")


def test_a_wrong_type_is_told_with_its_place():
    problems = Problems()
    record = Record("x.yml", "record 3 (a)", {"a": 3, "b": True, "c": "2026-02-30", "d": {}}, problems)
    assert (record.text("a", 10), record.whole_number("b"), record.day("c"), record.records("d")) == (
        "",
        None,
        None,
        [],
    )
    assert problems.errors == [
        "x.yml, record 3 (a), field a: must be text, not a number.",
        "x.yml, record 3 (a), field b: must be a whole number, not yes/no.",
        "x.yml, record 3 (a), field c: must be a date such as 2027-01-03, not '2026-02-30'.",
        "x.yml, record 3 (a), field d: must be a list, not a mapping.",
    ]
