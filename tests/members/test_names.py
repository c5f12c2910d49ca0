import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members.names import clean_name, clean_zip_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ann \t Lee ", "Ann Lee"),
        ("Ann\r\nBcc: bob@example.org", "Ann Bcc: bob@example.org"),
        ("Ann\u202egnp.exe", "Anngnp.exe"),
        ("Ann\x00\x0b\x1c\x1e\u2028Lee", "Ann Lee"),
        ("👩\u200d🔬 Ann", "👩\u200d🔬 Ann"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("José", "José"),
        ("Jose\u0301", "José"),
        ("\u200f\u200e", ""),
    ],
)
def test_a_name_is_one_visible_line(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize("length", [101, 10_000])
def test_a_name_too_long_is_refused_with_its_length(length):
    with pytest.raises(ValidationError, match=str(length)):
        clean_name("x" * length)


@given(st.text(max_size=300))
def test_nothing_in_a_name_can_break_a_header_or_turn_the_line(text):
    try:
        name = clean_name(text)
    except ValidationError:
        return
    assert len(name.splitlines()) <= 1
    assert not any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in name)
    assert not any(unicodedata.bidirectional(character) in {"RLO", "LRO", "RLE", "LRE", "PDF"} for character in name)
    assert clean_name(name) == name


@pytest.mark.parametrize(("typed", "kept"), [("02139", "02139"), (" 02139-1234 ", "02139"), ("", "")])
def test_zip_codes(typed, kept):
    assert clean_zip_code(typed) == kept


@pytest.mark.parametrize("typed", ["1234", "00000", "٣٤٥٦٧", "99999-12345", "02139\n1", "abcde", "0" * 10_000])
def test_what_is_no_zip_code_is_refused(typed):
    with pytest.raises(ValidationError, match="five digits"):
        clean_zip_code(typed)
