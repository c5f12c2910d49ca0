"""What plans measure of campaigns and letters, now and in the past."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocacy.campaigns.joining import withdraw
from advocacy.campaigns.plan_metrics import participations, participations_at
from advocacy.outreach.models import LetterEvent, LetterState
from advocacy.outreach.plan_metrics import letters_accepted, letters_handed_over, letters_handed_over_at
from tests.advocacy.campaigns.factories import state_action
from tests.advocacy.outreach.factories import confirmed, joined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legislature")]


def test_counts_confirmed_participations_that_were_not_withdrawn() -> None:
    action = state_action()
    joined(action)
    assert participations() == 0
    confirmed(action)
    leaving = confirmed(action)
    then = timezone.now()
    withdraw(leaving)
    assert (participations_at(then - timedelta(hours=1)), participations_at(then), participations()) == (0, 2, 1)


def test_counts_each_letter_once_however_often_it_was_noted() -> None:
    letter = confirmed(state_action()).letters.first()
    long_ago = timezone.now() - timedelta(days=10)
    for at, state in ((long_ago, LetterState.HANDED_OVER), (timezone.now(), LetterState.ACCEPTED)):
        LetterEvent.objects.create(letter=letter, to_state=state, at=at)
    assert (letters_handed_over(), letters_accepted()) == (1, 1)
    assert letters_handed_over_at(long_ago) == 1
    assert letters_handed_over_at(long_ago - timedelta(days=1)) == 0
