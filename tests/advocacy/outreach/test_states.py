"""The state machine of letters, in code and in the database."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from advocacy.outreach.models import Letter, LetterEvent, LetterState
from advocacy.outreach.states import CAN_BE_WITHDRAWN, NEXT, TransitionError, move
from tests.advocacy.campaigns import factories as campaigns
from tests.advocacy.outreach import factories

LEFT = {LetterState.HANDED_OVER, LetterState.ACCEPTED, LetterState.BOUNCED, LetterState.SENT_BY_MEMBER}


def test_every_state_says_what_may_follow() -> None:
    assert set(NEXT) == set(LetterState)


def test_nothing_that_left_can_be_withdrawn() -> None:
    assert not CAN_BE_WITHDRAWN & LEFT


@given(st.lists(st.sampled_from(list(LetterState)), max_size=12))
def test_no_way_leads_from_handed_over_back_to_the_queue(way: list[LetterState]) -> None:
    state, has_left = LetterState.AWAITING_CONFIRMATION, False
    for step in way:
        if step in NEXT[state]:
            state = step
        has_left = has_left or state == LetterState.HANDED_OVER
        if has_left:
            assert state in {LetterState.HANDED_OVER, LetterState.ACCEPTED, LetterState.BOUNCED}


@pytest.mark.usefixtures("legislature")
class TestMoving:
    def letter(self) -> Letter:
        factories.joined(campaigns.state_action())
        return Letter.objects.order_by("pk")[0]

    def test_a_step_is_noted(self) -> None:
        letter = self.letter()
        move([letter], LetterState.AWAITING_APPROVAL, detail="why")
        event = LetterEvent.objects.filter(letter=letter).order_by("-pk")[0]
        assert (event.from_state, event.to_state, event.detail) == ("awaiting_confirmation", "awaiting_approval", "why")

    def test_a_step_that_is_not_allowed_moves_none_of_the_letters(self) -> None:
        letter = self.letter()
        others = list(Letter.objects.all())
        move([letter], LetterState.AWAITING_APPROVAL)
        with pytest.raises(TransitionError):
            move(others, LetterState.QUEUED)
        assert set(Letter.objects.values_list("state", flat=True)) == {"awaiting_confirmation", "awaiting_approval"}

    def test_moving_to_the_same_state_notes_nothing(self) -> None:
        letter = self.letter()
        assert len(move([letter], LetterState.AWAITING_APPROVAL)) == 1
        assert move([letter], LetterState.AWAITING_APPROVAL) == []

    @pytest.mark.parametrize(
        ("changes", "constraint"),
        [
            ({"state": "queued"}, "letter_in_outbox_has_mailing"),
            ({"state": "handed_over", "mailing_id": 1}, "letter_in_outbox_has_mailing"),
            ({"state": "needs_you"}, "letter_member_sends_only_without_email"),
            ({"state": "sent_by_member"}, "letter_member_sends_only_without_email"),
            ({"state": "lost"}, "letter_state_known"),
            ({"channel": "pigeon"}, "letter_channel_known"),
            ({"address": ""}, "letter_by_email_has_address"),
            ({"channel": "web_form"}, "letter_by_web_form_has_link"),
        ],
    )
    def test_the_database_refuses_what_makes_no_sense(self, changes: dict[str, object], constraint: str) -> None:
        letter = self.letter()
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**{"web_form": "", **changes})

    def test_there_is_one_letter_per_participation_and_office(self) -> None:
        letter = self.letter()
        letter.pk = None
        with pytest.raises(IntegrityError, match="unique_letter_per_office"), transaction.atomic():
            letter.save()
