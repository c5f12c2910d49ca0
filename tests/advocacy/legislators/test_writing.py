"""Comparing snapshots with the database: what is added, changed, ended and left alone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from advocacy.legislators.importing.problems import ImportRefusedError
from advocacy.legislators.importing.snapshot import MemberRecord
from advocacy.legislators.lookup import (
    committee_members,
    letter_offices,
    seats_for_district,
    state_committees,
    state_legislators,
)
from advocacy.legislators.models import Committee, District, Office, Person, Seat, Term
from tests.advocacy.legislators.factories import (
    FIRST_DAY,
    LATER,
    TERM_START,
    committee,
    office,
    outcome,
    person,
    term,
    write,
)

pytestmark = pytest.mark.django_db


def test_the_same_snapshot_again_changes_nothing():
    people = [person("a"), person("b", held=term("2")), person("c", held=term("2"))]
    committees = [committee("x", members=["a", "b"])]
    first = write(people, committees, first=True)
    assert outcome(first, "people") == (3, 0, 0, 0)
    again = write(people, committees, day=LATER)
    assert again.is_unchanged
    assert outcome(again, "people") == (0, 0, 0, 3)
    assert outcome(again, "committee memberships") == (0, 0, 0, 2)


def test_who_is_no_longer_listed_is_ended_and_kept():
    write([person("a"), person("b", held=term("2"))], first=True)
    tally = write([person("a")], day=LATER)
    assert outcome(tally, "people") == (0, 0, 1, 1)
    assert outcome(tally, "terms") == (0, 0, 1, 1)
    gone = Person.objects.get(publisher_id="ocd-person/b")
    assert gone.effective_until == LATER
    assert [row.person.name for row in state_legislators("TX", as_of=LATER - timedelta(days=1))] == [
        "Person A",
        "Person B",
    ]
    assert [row.person.name for row in state_legislators("TX", as_of=LATER)] == ["Person A"]


def test_who_is_listed_again_is_the_same_person_with_a_new_term():
    write([person("a"), person("b", held=term("2"))], first=True)
    before = Person.objects.get(publisher_id="ocd-person/b").pk
    write([person("a")], day=LATER)
    back = date(2027, 1, 12)
    write([person("a"), person("b", held=term("2", start=back))], day=back)
    again = Person.objects.get(publisher_id="ocd-person/b")
    assert (again.pk, again.effective_until) == (before, None)
    assert again.terms.count() == 2
    assert [row.person.name for row in state_legislators("TX", as_of=date(2026, 12, 1))] == ["Person A"]
    assert len(state_legislators("TX", as_of=back)) == 2


def test_a_corrected_detail_changes_the_row_in_place():
    write([person("a", offices=[office(phone="512-555-0100")])], first=True)
    before = Office.objects.get().pk
    tally = write([person("a", offices=[office(phone="512-555-0199")])], day=LATER)
    assert outcome(tally, "capitol offices") == (0, 1, 0, 0)
    assert Office.objects.get(pk=before).phone == "512-555-0199"


def test_a_successor_takes_the_seat_that_fell_vacant():
    write([person("a")], first=True)
    seat = Seat.objects.get()
    write([person("b", held=term(start=LATER))], day=LATER)
    assert Seat.objects.get() == seat
    assert [row.person.name for row in seats_for_district(seat.district, LATER)] == ["Person B"]
    assert [row.person.name for row in seats_for_district(seat.district, LATER - timedelta(days=1))] == ["Person A"]


def test_a_vacant_seat_is_shown_as_vacant():
    write([person("a"), person("b", held=term("2"))], first=True)
    write([person("b", held=term("2"))], day=LATER)
    rows = seats_for_district(District.objects.get(code="1"), LATER)
    assert [(row.is_vacant, row.person) for row in rows] == [(True, None)]


def test_several_holders_of_one_district_sit_in_seats_of_their_own():
    write([person(letter) for letter in "abc"], first=True)
    assert sorted(Seat.objects.values_list("position", flat=True)) == [1, 2, 3]
    assert len(seats_for_district(District.objects.get(), FIRST_DAY)) == 3


def test_a_seat_has_one_open_term():
    write([person("a"), person("b", held=term("2"))], first=True)
    taken = Seat.objects.get(district__code="1")
    other = Person.objects.get(publisher_id="ocd-person/b")
    with pytest.raises(IntegrityError, match="one_open_term_of_a_seat"), transaction.atomic():
        Term.objects.create(seat=taken, person=other, effective_from=FIRST_DAY)


def test_a_scheduled_end_ends_nothing():
    due = date(2026, 11, 3)
    write([person("a", held=term(end=due))], first=True)
    assert [row.person.name for row in state_legislators("TX", as_of=due + timedelta(days=400))] == ["Person A"]


def test_a_re_elected_holder_gets_a_new_term_in_the_same_seat():
    due = date(2027, 1, 12)
    write([person("a", held=term(end=due))], first=True)
    tally = write([person("a", held=term(start=due, end=date(2029, 1, 9)))], day=due)
    assert outcome(tally, "terms") == (0, 1, 1, 0)
    assert Seat.objects.count() == 1
    old, new = Term.objects.order_by("effective_from")
    assert (old.effective_from, old.effective_until) == (TERM_START, due)
    assert (new.effective_from, new.effective_until) == (due, None)


def test_a_corrected_beginning_is_no_new_term():
    write([person("a")], first=True)
    tally = write([person("a", held=term(start=date(2025, 1, 15)))], day=LATER)
    assert outcome(tally, "terms") == (0, 1, 0, 0)
    assert Term.objects.get().effective_from == date(2025, 1, 15)


def test_a_move_to_the_other_chamber_ends_the_old_term_when_the_new_one_begins():
    write([person("a")], first=True)
    write([person("a", held=term("9", chamber="upper", start=LATER))], day=LATER + timedelta(days=3))
    assert [row.chamber.kind for row in state_legislators("TX", as_of=LATER)] == ["upper"]
    assert [row.chamber.kind for row in state_legislators("TX", as_of=LATER - timedelta(days=1))] == ["lower"]


def test_two_who_exchange_districts_do_not_collide():
    write([person("a", held=term("1")), person("b", held=term("2"))], first=True)
    swap = [person("a", held=term("2", start=LATER)), person("b", held=term("1", start=LATER))]
    write(swap, day=LATER)
    assert {row.district.code: row.person.name for row in state_legislators("TX", as_of=LATER)} == {
        "1": "Person B",
        "2": "Person A",
    }
    assert Seat.objects.count() == 2


def test_an_ended_role_is_kept_as_a_past_term():
    write([person("a", held=term(ended=date(2026, 7, 1)))], first=True)
    assert state_legislators("TX", as_of=FIRST_DAY) == []
    assert len(state_legislators("TX", as_of=date(2026, 6, 30))) == 1
    assert write([person("a", held=term(ended=date(2026, 7, 1)))], day=LATER).is_unchanged


def test_committees_members_and_topics():
    stranger = MemberRecord("", "Citizen Member", "advisory")
    write([person("a"), person("b", held=term("2"))], [committee(members=["a", stranger])], first=True)
    found = state_committees("tx", "health", as_of=FIRST_DAY)
    assert [row.topics for row in found] == [["health"]]
    members = committee_members(found[0], FIRST_DAY)
    assert [(row.name, row.person is None) for row in members] == [("Citizen Member", True), ("Person A", False)]
    tally = write([person("a"), person("b", held=term("2"))], [committee(members=["b"])], day=LATER)
    assert outcome(tally, "committee memberships") == (1, 0, 2, 0)
    assert [row.name for row in committee_members(found[0], LATER)] == ["Person B"]
    assert len(committee_members(found[0], LATER - timedelta(days=1))) == 2


def test_topics_set_by_staff_survive_an_import():
    write([person("a")], [committee(name="Rules")], first=True)
    Committee.objects.update(staff_topics=["health", "budget"])
    write([person("a")], [committee(name="Rules and Health Administration")], day=LATER)
    row = Committee.objects.get()
    assert (row.derived_topics, row.topics) == (["health"], ["health", "budget"])
    assert state_committees("TX", "budget", as_of=LATER) == [row]
    Committee.objects.update(staff_topics=None)
    assert state_committees("TX", "budget", as_of=LATER) == []


def test_a_letter_goes_to_the_office_with_an_address_else_to_the_capitol():
    offices = [office(), office(publisher_id="district:x", kind="district", email="x@district.example.org")]
    write(
        [person("a", offices=offices), person("b", held=term("2"), offices=[office(web_form="https://b.example.org")])],
        first=True,
    )
    a, b = Person.objects.order_by("publisher_id")
    chosen = letter_offices([a, b], FIRST_DAY)
    assert chosen[a.pk].email == "x@district.example.org"
    assert (chosen[b.pk].kind, chosen[b.pk].email, chosen[b.pk].web_form) == ("capitol", "", "https://b.example.org")


def test_losing_more_than_a_fifth_is_stopped():
    people = [person(f"p{number}", held=term(str(number))) for number in range(40)]
    write(people, first=True)
    write(people[:33], day=LATER).refuse_large_losses()
    with pytest.raises(ImportRefusedError, match=r"end 9 of 33 people.*--allow-ending"):
        write(people[:24], day=LATER).refuse_large_losses()


def test_an_election_that_replaces_many_is_no_loss():
    write([person(f"p{number}", held=term(str(number))) for number in range(40)], first=True)
    write(
        [person(f"q{number}", held=term(str(number), start=LATER)) for number in range(40)], day=LATER
    ).refuse_large_losses()


def test_a_state_that_vanishes_from_many_is_stopped():
    people = [person(f"p{number}", held=term(str(number))) for number in range(200)]
    people += [person(f"o{number}", held=term(str(number), legislature="ok", state="OK")) for number in range(25)]
    write(people, first=True)
    with pytest.raises(ImportRefusedError, match="terms in OK"):
        write(people[:200], day=LATER).refuse_large_losses()
