"""Rules over seats: who is written to, who never, and what the member is told when nobody is."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from advocacy.campaigns.models import LetterAction, TargetExclusion, TargetGroup
from advocacy.campaigns.planning import groups_of
from advocacy.campaigns.targets import Whereabouts, is_leading_role, resolve, still_holds
from advocacy.legislators.models import Person, Term
from tests.advocacy.campaigns import factories

pytestmark = pytest.mark.usefixtures("legislature")


def names(action: LetterAction, where: Whereabouts) -> dict[str, list[str]]:
    found = resolve(groups_of(action), where, language="en")
    return {each.group.name: [target.person.name for target in each.targets] for each in found}


def test_a_state_district_reaches_all_who_hold_its_seats() -> None:
    where = Whereabouts("ZZ", state_districts=(factories.state_district("3"),))
    assert names(factories.state_action(), where)["Own legislators"] == ["Carmen Specimen", "Desmond Instance"]


def test_a_committee_reaches_its_chairs_of_the_members_own_state_only() -> None:
    found = names(factories.state_action(), Whereabouts("ZZ"))
    assert found["Health committees"] == ["Ada Example", "Elena Placeholder"]
    assert names(factories.congress_action(), Whereabouts("MA"))["Congress"] == []


def test_all_members_of_a_committee_can_be_chosen() -> None:
    action = factories.state_action()
    TargetGroup.objects.filter(rule="state_committee").update(committee_recipients="members")
    assert len(names(action, Whereabouts("ZZ"))["Health committees"]) == 4


def test_whoever_two_groups_reach_is_written_to_once() -> None:
    where = Whereabouts("ZZ", state_districts=(factories.state_district("1"),))
    found = names(factories.state_action(), where)
    assert found == {"Own legislators": ["Ada Example"], "Health committees": ["Elena Placeholder"]}


def test_an_excluded_person_is_never_written_to() -> None:
    action = factories.state_action()
    group = action.target_groups.get(rule="state_committee")
    TargetExclusion.objects.create(
        group=group, person=Person.objects.get(name="Ada Example"), reason="Asked us to stop"
    )
    assert names(action, Whereabouts("ZZ"))["Health committees"] == ["Elena Placeholder"]


def test_congress_is_found_by_house_district() -> None:
    where = Whereabouts("ZZ", house_district=factories.house_district("2"))
    found = names(factories.congress_action(), where)["Congress"]
    assert sorted(found) == ["Owen Invented", "Priya Imaginary", "Quentin Madeup"]


def test_an_unknown_house_district_is_not_guessed() -> None:
    found = resolve(groups_of(factories.congress_action()), Whereabouts("ZZ"), language="en")[0]
    assert sorted(target.person.name for target in found.targets) == ["Priya Imaginary", "Quentin Madeup"]
    assert "do not know your U.S. House district" in found.notes[0]


def test_a_vacant_seat_is_said_to_be_vacant() -> None:
    Term.objects.filter(person__name="Owen Invented").delete()
    where = Whereabouts("ZZ", house_district=factories.house_district("2"))
    found = resolve(groups_of(factories.congress_action()), where, language="en")[0]
    assert any("vacant" in note for note in found.notes)


def test_an_office_is_lost_with_the_term() -> None:
    person = Person.objects.get(name="Ada Example")
    term = Term.objects.select_related("seat").get(person=person)
    assert still_holds(person, term.seat, None)
    term.delete()
    assert not still_holds(person, term.seat, None)


def test_a_committee_needs_a_declaration_with_a_reason() -> None:
    group = TargetGroup(
        action=factories.congress_action(), name="Committee", rule="state_committee", committee_topic="health"
    )
    with pytest.raises(ValidationError) as refused:
        group.full_clean()
    assert {"nonconstituents_may_write", "nonconstituents_reason"} <= set(refused.value.message_dict)


def test_the_database_too_refuses_a_committee_without_a_declaration() -> None:
    action = factories.congress_action()
    with pytest.raises(IntegrityError, match="target_group_committee_needs_declaration"), transaction.atomic():
        factories.committee_group(action, nonconstituents_may_write=False)
    with pytest.raises(IntegrityError, match="target_group_committee_needs_declaration"), transaction.atomic():
        factories.committee_group(action, nonconstituents_reason="")


@pytest.mark.parametrize(
    ("role", "leads"),
    [
        ("chair", True),
        ("vice chair", True),
        ("Co-Chair", True),
        ("democratic chair", True),
        ("member", False),
        ("ranking member", False),
        ("republican spokesperson", False),
        ("clerk", False),
        ("", False),
    ],
)
def test_who_leads_a_committee(role: str, *, leads: bool) -> None:
    assert is_leading_role(role) is leads


def test_members_of_congress_are_addressed_without_the_letters_before_their_title() -> None:
    where = Whereabouts("ZZ", house_district=factories.house_district("2"))
    found = resolve(groups_of(factories.congress_action()), where, language="en")[0]
    assert sorted(target.salutation for target in found.targets) == [
        "Representative Invented",
        "Senator Imaginary",
        "Senator Madeup",
    ]
