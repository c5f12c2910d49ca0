"""Reading members' own words: who is read, what a refusal means, two readers at once."""

import uuid

import pytest

from advocacy.outreach.advancing import advance_waiting
from advocacy.outreach.approval import DecisionError
from advocacy.outreach.models import Letter, OwnWordsReview
from advocacy.outreach.own_words import decide_own_words, in_sample
from advocacy.outreach.privacy import export_letters
from tests.advocacy.campaigns import factories as campaigns
from tests.advocacy.outreach import factories
from tests.members.factories import ConfirmedMemberFactory, StaffFactory

APPROVED, REFUSED = OwnWordsReview.State.APPROVED, OwnWordsReview.State.REFUSED

pytestmark = pytest.mark.usefixtures("legislature")


def states() -> set[str]:
    return set(Letter.objects.values_list("state", flat=True))


def approved_action(**fields):
    action = campaigns.state_action(**fields)
    factories.approve_all(action)
    return action


def test_own_words_are_read_before_they_are_sent() -> None:
    factories.confirmed(approved_action(own_words_review="before"), own_words="Mine.")
    assert states() == {"awaiting_review"}
    decide_own_words(OwnWordsReview.objects.get(), APPROVED, actor=StaffFactory.create())
    while advance_waiting():
        pass
    assert states() == {"queued"}


def test_letters_without_own_words_are_not_held_up() -> None:
    factories.confirmed(approved_action(own_words_review="before"))
    assert states() == {"queued"}
    assert not OwnWordsReview.objects.exists()


def test_nothing_is_read_where_staff_chose_so() -> None:
    factories.confirmed(approved_action(own_words_review="none"), own_words="Mine.")
    assert states() == {"queued"}


def test_a_refusal_declines_the_letters_and_says_why() -> None:
    factories.confirmed(approved_action(own_words_review="before"), own_words="Rude.")
    review = OwnWordsReview.objects.get()
    with pytest.raises(DecisionError, match="reason"):
        decide_own_words(review, REFUSED, actor=StaffFactory.create())
    decide_own_words(review, REFUSED, actor=StaffFactory.create(), reason="It insults the office.")
    assert states() == {"declined"}
    assert Letter.objects.first().state_detail == "It insults the office."


def test_the_second_reader_is_told() -> None:
    factories.confirmed(approved_action(own_words_review="before"), own_words="Mine.")
    review = OwnWordsReview.objects.get()
    decide_own_words(review, APPROVED, actor=StaffFactory.create(first_name="Ada", last_name="First"))
    with pytest.raises(DecisionError, match="Ada First"):
        decide_own_words(review, REFUSED, actor=StaffFactory.create(), reason="x")


def test_only_those_with_the_permission_decide() -> None:
    factories.confirmed(approved_action(own_words_review="before"), own_words="Mine.")
    with pytest.raises(DecisionError, match="may not"):
        decide_own_words(OwnWordsReview.objects.get(), APPROVED, actor=ConfirmedMemberFactory.create())


def test_a_sample_takes_its_share_and_decides_the_same_way_twice() -> None:
    participation = factories.joined(campaigns.state_action())
    drawn = 0
    for number in range(2000):
        participation.public_id = uuid.UUID(int=number)
        drawn += in_sample(participation, 10)
        assert in_sample(participation, 10) == in_sample(participation, 10)
        assert in_sample(participation, 100)
    assert 140 < drawn < 260


def test_what_a_member_wrote_is_in_their_download() -> None:
    member = ConfirmedMemberFactory.create()
    factories.confirmed(approved_action(own_words_review="none"), member, own_words="Mine.")
    exported = export_letters(member)["participations"][0]
    assert exported["own_words"] == "Mine."
    assert "Mine." in exported["letters"][0]["text"]
    assert exported["letters"][0]["steps"][-1]["to"] == "queued"
