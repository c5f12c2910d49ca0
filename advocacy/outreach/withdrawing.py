"""Taking letters back, and saying that one was sent by its sender's own hand."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from advocacy.outreach.models import Letter, LetterState
from advocacy.outreach.states import CAN_BE_WITHDRAWN, move
from delivery.api import cancel_delivery


def withdraw_letters(letters: Iterable[Letter]) -> int:
    """Take back every letter that has not left; return how many will not go.

    A letter that a sender holds at this very moment is marked; the outbox stops it unless it is already on the
    wire, and says what happened. One that has left stays as it is.
    """
    stopped = 0
    with transaction.atomic():
        ids = [letter.pk for letter in letters]
        locked = list(Letter.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
        asked = [letter for letter in locked if letter.state in CAN_BE_WITHDRAWN]
        Letter.objects.filter(pk__in=[letter.pk for letter in asked]).update(withdrawal_asked_at=timezone.now())
        for letter in asked:
            if letter.state in {LetterState.QUEUED, LetterState.FAILED} and not _is_cancelled(letter):
                continue
            move([letter], LetterState.WITHDRAWN)
            stopped += 1
    return stopped


def mark_sent_by_member(letter: Letter) -> bool:
    """Note that the member put the letter into the office's web form; return whether this was news."""
    with transaction.atomic():
        current = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        if current.state != LetterState.NEEDS_YOU:
            return False
        return bool(move([current], LetterState.SENT_BY_MEMBER))


def unmark_sent_by_member(letter: Letter) -> bool:
    """Take that back: the member pressed by mistake."""
    with transaction.atomic():
        current = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        if current.state != LetterState.SENT_BY_MEMBER:
            return False
        return bool(move([current], LetterState.NEEDS_YOU))


def _is_cancelled(letter: Letter) -> bool:
    if letter.mailing_id is None:
        return True
    state = cancel_delivery(letter.mailing_id, letter.outbox_key)
    return state is None or state.state in {"cancelled", "failed", "withheld", "suppressed"}
