"""Folding keeps places; cleaning makes any text fit for PostgreSQL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.search.folding import (
    ACCENTED,
    LONGEST_QUERY,
    MOST_WORDS,
    PLAIN,
    clean,
    clean_query,
    fold,
    trigrams_of,
    words_of,
)
from content.search.highlighting import excerpt, marked
from content.search.matching import END_MARK, GAP, MARK


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_the_tables_for_the_database_are_equally_long() -> None:
    assert len(ACCENTED) == len(PLAIN)
    assert fold("Detección de tumores: Łódź") == "Deteccion de tumores: Lodz"


@given(st.text(max_size=3000))
def test_a_query_is_short_and_readable_whatever_was_typed(text: str) -> None:
    query, _shortened = clean_query(text)
    assert len(query) <= LONGEST_QUERY
    assert len(query.split()) <= MOST_WORDS
    assert "\x00" not in query
    assert clean(query) == query


def test_a_long_query_says_that_it_was_shortened() -> None:
    assert clean_query("word " * 40) == (" ".join(["word"] * MOST_WORDS), True)
    assert clean_query("a\x00b\nc") == ("a b c", False)
    assert clean_query("x" * 10_000) == ("x" * LONGEST_QUERY, True)


def test_words_and_trigrams() -> None:
    assert words_of("The genómica of 2024, BRCA1 and Genómica") == {"genomica", "brca"}
    assert trigrams_of("gene") == ["  g", " ge", "ene", "gen", "ne "]


@pytest.mark.parametrize(
    ("original", "found", "shown"),
    [
        ("La detección <b>", f"La {MARK}deteccion{END_MARK} <b>", "La <mark>detección</mark> &lt;b&gt;"),
        ("Nothing & no one", "", "Nothing &amp; no one"),
        ("gene", f"{MARK}other{END_MARK}", "other"),
    ],
)
def test_marks_stand_in_the_original_text_which_is_escaped(original: str, found: str, shown: str) -> None:
    assert str(marked(original, found)) == shown


def test_passages_are_joined_and_none_is_shown_without_a_word_found() -> None:
    text = "One gene here and another gene there"
    passages = f"One {MARK}gene{END_MARK} here{GAP}another {MARK}gene{END_MARK} there"
    assert str(excerpt(text, passages)) == "One <mark>gene</mark> here … another <mark>gene</mark> there"
    assert str(excerpt(text, text)) == ""
