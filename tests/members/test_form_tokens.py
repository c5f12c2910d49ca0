import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.api import FormTokenError, check_form_token, signed_form_token


def later(monkeypatch, seconds):
    now = time.time()
    monkeypatch.setattr("members.public_forms.form_tokens.time.time", lambda: now + seconds)


def test_a_token_is_good_after_two_seconds_and_for_two_hours(monkeypatch):
    token = signed_form_token("letter:7")
    for seconds in (2.01, 60, 7199):
        with monkeypatch.context() as patch:
            later(patch, seconds)
            check_form_token(token, "letter:7")


@pytest.mark.parametrize(
    ("seconds", "code"), [(0.2, "too_fast"), (1.9, "too_fast"), (7201, "expired"), (-5, "too_fast")]
)
def test_too_fast_and_too_old_are_refused(monkeypatch, seconds, code):
    token = signed_form_token("letter:7")
    later(monkeypatch, seconds)
    with pytest.raises(FormTokenError) as refused:
        check_form_token(token, "letter:7")
    assert refused.value.code == code


def test_a_token_is_bound_to_its_purpose(monkeypatch):
    token = signed_form_token("letter:7")
    later(monkeypatch, 10)
    with pytest.raises(FormTokenError) as refused:
        check_form_token(token, "letter:8")
    assert refused.value.code == "forged"


@given(st.text(max_size=200))
def test_no_text_passes_for_a_token(text):
    with pytest.raises(FormTokenError) as refused:
        check_form_token(text, "letter:7", minimum_seconds=0)
    assert refused.value.code == "forged"


@given(st.integers(0, 10**9), st.characters())
def test_a_changed_token_is_forged(position, character):
    token = signed_form_token("letter:7")
    position %= len(token)
    if token[position] == character:
        return
    changed = token[:position] + character + token[position + 1 :]
    with pytest.raises(FormTokenError):
        check_form_token(changed, "letter:7", minimum_seconds=0)
