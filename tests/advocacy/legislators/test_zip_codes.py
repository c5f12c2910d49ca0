import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.legislators.zip_codes import InvalidZipCodeError, parse_zip_code


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("20001", "20001"),
        (" 20001 ", "20001"),
        ("20001-1234", "20001"),
        ("20001 1234", "20001"),
        ("200011234", "20001"),
        ("20001\u20131234", "20001"),
        ("\u200e02139\u200f", "02139"),
        ("00501", "00501"),
    ],
)
def test_a_zip_code_is_read_as_people_type_it(typed, expected):
    assert parse_zip_code(typed) == expected


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "five digits"),
        ("00000", "no ZIP code 00000"),
        ("1234", "this one has 4"),
        ("٣٤٥٦٧", "digits 0 to 9"),
        ("99999-12345", "After the dash"),
        ("99999-", "After the dash"),
        ("123456", "this one has 6"),
        ("K1A 0B1", "not a ZIP code"),
        ("<script>", "not a ZIP code"),
        ("9" * 10_000, "too long"),
        ("20001\n20002", "not a ZIP code|this one has"),
    ],
)
def test_what_cannot_be_a_zip_code_is_explained(typed, words):
    with pytest.raises(InvalidZipCodeError, match=words):
        parse_zip_code(typed)


def _answer(typed):
    try:
        return parse_zip_code(typed), ""
    except InvalidZipCodeError as error:
        return "", str(error)


@given(st.text(max_size=60))
def test_any_text_gives_five_digits_or_an_explanation(typed):
    found, explanation = _answer(typed)
    assert bool(found) != bool(explanation)
    assert len(explanation) < 160
    assert re.fullmatch(r"([0-9]{5})?", found)
    assert all(character in typed for character in found)


@given(
    st.from_regex(r"[0-9]{5}", fullmatch=True).filter(lambda code: code != "00000"),
    st.sampled_from(["", "-", " ", "\u2013"]),
    st.from_regex(r"[0-9]{4}", fullmatch=True),
)
def test_zip_plus_four_is_reduced_to_its_five_digits(code, dash, four):
    assert parse_zip_code(f"{code}{dash}{four}") == code
