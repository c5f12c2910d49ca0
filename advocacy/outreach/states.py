"""The life of a letter: which state may follow which, and the one function that changes states."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from advocacy.outreach.models import Letter, LetterEvent, LetterState
from members.api import Member

_S = LetterState

NEXT: Final[Mapping[LetterState, frozenset[LetterState]]] = {
    _S.AWAITING_CONFIRMATION: frozenset({_S.AWAITING_APPROVAL, _S.WITHDRAWN}),
    _S.AWAITING_APPROVAL: frozenset(
        {_S.AWAITING_REVIEW, _S.QUEUED, _S.NEEDS_YOU, _S.DECLINED, _S.WITHHELD, _S.WITHDRAWN}
    ),
    _S.AWAITING_REVIEW: frozenset(
        {_S.AWAITING_APPROVAL, _S.QUEUED, _S.NEEDS_YOU, _S.DECLINED, _S.WITHHELD, _S.WITHDRAWN}
    ),
    _S.QUEUED: frozenset(
        {_S.HANDED_OVER, _S.FAILED, _S.IN_DOUBT, _S.WITHHELD, _S.WITHDRAWN, _S.AWAITING_APPROVAL, _S.BOUNCED}
    ),
    _S.HANDED_OVER: frozenset({_S.ACCEPTED, _S.BOUNCED}),
    _S.ACCEPTED: frozenset({_S.BOUNCED}),
    _S.BOUNCED: frozenset(),
    _S.FAILED: frozenset({_S.QUEUED, _S.HANDED_OVER, _S.IN_DOUBT, _S.WITHDRAWN}),
    _S.IN_DOUBT: frozenset({_S.QUEUED, _S.HANDED_OVER, _S.FAILED, _S.BOUNCED}),
    _S.NEEDS_YOU: frozenset({_S.SENT_BY_MEMBER, _S.WITHDRAWN, _S.AWAITING_APPROVAL}),
    _S.SENT_BY_MEMBER: frozenset({_S.NEEDS_YOU}),
    _S.DECLINED: frozenset({_S.WITHDRAWN}),
    _S.WITHHELD: frozenset({_S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
"""Which states may follow each state. What left stays left: nothing leads back from a handed-over letter."""

CAN_BE_WITHDRAWN: Final = frozenset(state for state, following in NEXT.items() if _S.WITHDRAWN in following)


class TransitionError(ValueError):
    """A letter cannot go from its state to the one asked for."""


def move(
    letters: Iterable[Letter],
    to: LetterState,
    *,
    detail: str = "",
    actor: Member | None = None,
    fields: Mapping[int, Mapping[str, Any]] | None = None,
) -> list[Letter]:
    """Move letters to a state and note each step; return those that moved.

    The rows are locked and read anew, so that of two parallel moves the second sees what the first did. A
    letter that is in that state already is left alone, which makes a repeated call harmless. `fields` gives
    further values to store, by letter id. Raises `TransitionError`, having moved none, when a letter's state
    does not allow the step.
    """
    with transaction.atomic():
        ids = [letter.pk for letter in letters]
        locked = list(Letter.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
        moving = [letter for letter in locked if letter.state != to]
        for letter in moving:
            if to not in NEXT[LetterState(letter.state)]:
                raise TransitionError(f"A letter cannot go from {letter.state} to {to}.")
        now = timezone.now()
        events = []
        further = {name for values in (fields or {}).values() for name in values}
        for letter in moving:
            events.append(
                LetterEvent(
                    letter=letter, from_state=letter.state, to_state=to, detail=detail[:500], actor=actor, at=now
                )
            )
            letter.state = to
            letter.state_detail = detail[:500]
            letter.state_since = now
            for name, value in (fields or {}).get(letter.pk, {}).items():
                setattr(letter, name, value)
        Letter.objects.bulk_update(moving, ["state", "state_detail", "state_since", *sorted(further)], batch_size=500)
        LetterEvent.objects.bulk_create(events, batch_size=500)
        return moving
