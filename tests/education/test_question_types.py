"""Reading and grading answers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.question_types import QUESTION_TYPES, UnreadableAnswerError

CHOICES = {
    "choices": [
        {"id": "a", "text": "A", "correct": True, "feedback": ""},
        {"id": "b", "text": "B", "correct": False, "feedback": ""},
        {"id": "c", "text": "C", "correct": True, "feedback": ""},
    ]
}
NUMBER = {"answer": "36", "tolerance": "0.5", "unit": "percent"}


@pytest.mark.parametrize(
    ("values", "correct"),
    [(["a", "c"], True), (["c", "a"], True), (["a"], False), (["a", "b", "c"], False), (["b"], False)],
)
def test_multiple_choice_is_right_only_with_exactly_the_right_choices(values, correct):
    kind = QUESTION_TYPES["multiple_choice"]
    grade = kind.grade(CHOICES, kind.read(CHOICES, values))
    assert grade.correct is correct
    assert grade.score == Decimal(int(correct))


@pytest.mark.parametrize("values", [[], ["z"], ["a", "z"], [""]])
def test_choices_that_do_not_exist_are_refused(values):
    with pytest.raises(UnreadableAnswerError):
        QUESTION_TYPES["multiple_choice"].read(CHOICES, values)


def test_single_choice_takes_one_choice_only():
    with pytest.raises(UnreadableAnswerError, match="one answer only"):
        QUESTION_TYPES["single_choice"].read(CHOICES, ["a", "b"])


@pytest.mark.parametrize(
    ("typed", "correct"),
    [("36", True), ("36.5", True), ("35.5", True), ("36.51", False), ("36 %", True), ("1,036", False)],
)
def test_a_number_is_right_within_its_tolerance(typed, correct):
    kind = QUESTION_TYPES["number"]
    assert kind.grade(NUMBER, kind.read(NUMBER, [typed])).correct is correct


@pytest.mark.parametrize("typed", ["", "many", "NaN", "Infinity", "1e400", "9" * 31, "--3", "1e20"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(UnreadableAnswerError):
        QUESTION_TYPES["number"].read(NUMBER, [typed])


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_and_what_is_read_can_be_graded(typed):
    kind = QUESTION_TYPES["number"]
    try:
        response = kind.read(NUMBER, [typed])
    except UnreadableAnswerError:
        return
    assert Decimal(response["number"]).is_finite()
    assert kind.grade(NUMBER, response).score in {Decimal(0), Decimal(1)}


def test_grading_does_not_depend_on_the_wording_or_the_order():
    other = {"choices": [dict(choice, text=choice["text"].lower()) for choice in reversed(CHOICES["choices"])]}
    kind = QUESTION_TYPES["single_choice"]
    assert kind.grading(other) == kind.grading(CHOICES)
    assert QUESTION_TYPES["number"].grading({"answer": "36.0", "tolerance": "0.50"}) == QUESTION_TYPES[
        "number"
    ].grading(NUMBER)
