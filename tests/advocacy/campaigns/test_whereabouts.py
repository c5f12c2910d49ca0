"""Asking where a member votes: never more than needed, never a guess."""

import pytest

from advocacy.campaigns.planning import groups_of
from advocacy.campaigns.whereabouts import Answers, Questions, ask
from tests.advocacy.campaigns import factories

pytestmark = pytest.mark.usefixtures("legislature")


def congress(**answers: object) -> Questions:
    return ask(groups_of(factories.congress_action()), Answers(**answers))


def state(**answers: object) -> Questions:
    return ask(groups_of(factories.state_action()), Answers(**answers))


def test_a_zip_in_one_district_asks_nothing() -> None:
    found = congress(zip_code="00001")
    assert found.whereabouts.house_district == factories.house_district("1")
    assert not found.house_district_choices


def test_a_split_zip_asks_which_district() -> None:
    found = congress(zip_code="00003")
    assert found.zip_is_split
    assert found.whereabouts.house_district is None
    assert [label for _pk, label in found.house_district_choices] == ["ZZ-1 — Nadia Fictional", "ZZ-2 — Owen Invented"]


def test_the_answer_to_a_split_zip_counts_if_it_is_one_of_the_choices() -> None:
    second = factories.house_district("2")
    assert congress(zip_code="00003", house_district=str(second.pk)).whereabouts.house_district == second
    foreign = factories.state_district("1")
    answers = Answers(zip_code="00003", house_district=str(foreign.pk))
    assert ask([], answers).whereabouts.house_district is None


def test_a_split_zip_within_one_state_does_not_matter_for_state_letters() -> None:
    found = state(zip_code="00003")
    assert found.whereabouts.state == "ZZ"
    assert not found.house_district_choices


def test_an_unknown_zip_asks_for_the_state_before_anything_else() -> None:
    found = state(zip_code="99999")
    assert found.zip_is_unknown
    assert found.must_know_more_first
    assert found.whereabouts.state == ""
    assert not found.state_district_choices


def test_the_state_given_for_an_unknown_zip_leads_on() -> None:
    found = state(zip_code="99999", state="ZZ")
    assert not found.must_know_more_first
    assert set(found.state_district_choices) == {"upper", "lower"}


def test_a_state_that_does_not_exist_is_no_answer() -> None:
    assert state(zip_code="99999", state="XX").must_know_more_first


def test_districts_are_named_by_who_holds_them() -> None:
    choices = dict(state(zip_code="00001").state_district_choices)["lower"]
    assert [label for _pk, label in choices] == [
        "1 — Ada Example",
        "2 — Bruno Sample",
        "3 — Desmond Instance, Carmen Specimen",
    ]


def test_picked_state_districts_are_kept_and_foreign_ones_dropped() -> None:
    own, foreign = factories.state_district("2"), factories.house_district("1")
    found = state(zip_code="00001", state_districts=(str(own.pk), str(foreign.pk)))
    assert found.whereabouts.state_districts == (own,)
