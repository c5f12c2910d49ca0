"""The token language: a whitelist, refused by name, filled in one pass."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from advocacy.campaigns import tokens

VALUES = {name: f"<{name}>" for name in tokens.PLAIN_TOKEN_NAMES}


def test_a_known_token_is_filled() -> None:
    assert tokens.fill("Dear {{ member.first_name }}!", {"member.first_name": "Ada"}) == "Dear Ada!"


@pytest.mark.parametrize(
    "spelling", ["{{member.first_name}}", "{{  member.first_name  }}", "{{\nmember.first_name\n}}"]
)
def test_white_space_inside_the_braces_does_not_matter(spelling: str) -> None:
    assert tokens.tokens_in(spelling) == [tokens.Token("member.first_name")]


@pytest.mark.parametrize(
    "text",
    [
        "{{ settings.SECRET_KEY }}",
        "{{ member.password }}",
        "{{ member.first_name|upper }}",
        "{{ member.__class__ }}",
        "{{ 7*7 }}",
        "{% for x in y %}",
        "{% include 'x' %}",
        "{# remark #}",
        "{{ member.first_name",
        "member.first_name }}",
        "{{{ member.first_name }}}",
        "{{ {{ member.first_name }} }}",
        "{single}",
        "{{ fact.Upper-Case }}",
        "{{ fact. }}",
    ],
)
def test_what_is_not_a_token_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        tokens.parse(text)


def test_the_error_names_every_unknown_token() -> None:
    with pytest.raises(ValidationError) as refused:
        tokens.parse("{{ settings.SECRET_KEY }} and {{ target.mother }}")
    messages = " ".join(refused.value.messages)
    assert "settings.SECRET_KEY" in messages
    assert "target.mother" in messages


def test_a_value_is_never_read_for_tokens_again() -> None:
    filled = tokens.fill(
        "{{ member.first_name }} {{ member.last_name }}",
        {"member.first_name": "{{ member.last_name }}", "member.last_name": "{{ 7*7 }}"},
    )
    assert filled == "{{ member.last_name }} {{ 7*7 }}"


@given(st.text(max_size=300))
def test_any_text_is_either_refused_or_kept_as_it_is(text: str) -> None:
    try:
        pieces = tokens.parse(text)
    except ValidationError:
        assert "{" in text or "}" in text
    else:
        rebuilt = "".join(piece if isinstance(piece, str) else "" for piece in pieces)
        assert "{" not in rebuilt
        assert "}" not in rebuilt
        if not any(isinstance(piece, tokens.Token) for piece in pieces):
            assert rebuilt == text


@given(st.lists(st.one_of(st.text(alphabet=st.characters(exclude_characters="{}")), st.sampled_from(sorted(VALUES)))))
def test_text_and_values_stand_in_the_order_in_which_they_were_written(pieces: list[str]) -> None:
    text = "".join(f"{{{{ {piece} }}}}" if piece in VALUES else piece for piece in pieces)
    assert tokens.fill(text, VALUES) == "".join(VALUES.get(piece, piece) for piece in pieces)


@given(st.text(), st.text())
def test_values_of_any_kind_pass_through_unchanged(first: str, last: str) -> None:
    values = {"member.first_name": first, "member.last_name": last}
    assert tokens.fill("{{ member.first_name }}|{{ member.last_name }}", values) == f"{first}|{last}"
