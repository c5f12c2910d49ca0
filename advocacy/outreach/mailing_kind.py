"""Letters as a kind of mailing: may they still leave, and what became of them."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from advocacy.outreach.advancing import stop
from advocacy.outreach.doorbells import ring_advance
from advocacy.outreach.models import Letter, LetterState
from advocacy.outreach.obstacles import Finding, Inspection, Obstacle
from advocacy.outreach.pausing import KIND
from advocacy.outreach.states import NEXT, move
from delivery.api import MailingKind, Outcome

_STATE_OF_OUTCOME = {
    "sent": LetterState.HANDED_OVER,
    "delivered": LetterState.ACCEPTED,
    "accepted": LetterState.ACCEPTED,
    "bounced": LetterState.BOUNCED,
    "failed": LetterState.FAILED,
    "in_doubt": LetterState.IN_DOUBT,
    "queued": LetterState.QUEUED,
}


class LetterMailing(MailingKind):
    """Letters to offices. Staff decide about a letter in doubt: an office must not get it twice by a guess."""

    name: ClassVar[str] = KIND
    label: ClassVar[str] = "Letters to offices"
    in_doubt_rule: ClassVar[Literal["hold", "ask"]] = "ask"

    def may_send(self, references: Sequence[str]) -> Mapping[str, str]:
        """Withhold a letter whose sender left or took it back, whose approval lapsed, or whose addressee left office."""
        letters = {str(letter.pk): letter for letter in _letters(references)}
        inspection = Inspection()
        inspection.prepare(list(letters.values()))
        withheld: dict[str, str] = {}
        for reference in references:
            letter = letters.get(reference)
            if letter is None:
                withheld[reference] = _("The letter does not exist any more.")
            elif letter.state not in {LetterState.QUEUED, LetterState.IN_DOUBT, LetterState.FAILED}:
                withheld[reference] = str(letter.get_state_display())
            else:
                finding = inspection.first_obstacle(letter)
                if finding is not None:
                    withheld[reference] = finding.words or str(_WORDS[finding.obstacle])
        return withheld

    def on_outcome(self, outcomes: Sequence[Outcome]) -> None:
        """Bring each letter to the state its delivery reached; outcomes of an earlier delivery change nothing."""
        with transaction.atomic():
            letters = {str(letter.pk): letter for letter in _letters([outcome.reference for outcome in outcomes])}
            inspection = Inspection()
            for outcome in outcomes:
                letter = letters.get(outcome.reference)
                if letter is not None and letter.outbox_key == outcome.key:
                    _take(letter, outcome, inspection)


_WORDS = {
    Obstacle.NOT_APPROVED: "The approval of this text does not hold any more.",
    Obstacle.NOT_REVIEWED: "The member's own words have not been read yet.",
    Obstacle.REFUSED: "The member's own words were refused.",
}


def _take(letter: Letter, outcome: Outcome, inspection: Inspection) -> None:
    if outcome.state in {"withheld", "cancelled", "suppressed"}:
        _take_unsent(letter, outcome, inspection)
        return
    state = _STATE_OF_OUTCOME.get(outcome.state)
    if state is not None and state in NEXT[LetterState(letter.state)]:
        for moved in move([letter], state, detail="" if state == LetterState.HANDED_OVER else outcome.detail):
            letter.state = moved.state


def _take_unsent(letter: Letter, outcome: Outcome, inspection: Inspection) -> None:
    """A letter came back from the outbox unsent: find out why, for only some reasons may pass."""
    if letter.state != LetterState.QUEUED:
        return
    finding = inspection.first_obstacle(letter)
    if finding is None and outcome.state == "withheld":
        move([letter], LetterState.AWAITING_APPROVAL)
        ring_advance()
    elif finding is None:
        move([letter], LetterState.WITHHELD, detail=outcome.detail)
    elif finding.obstacle in {Obstacle.NOT_REVIEWED, Obstacle.REFUSED}:
        move([letter], LetterState.AWAITING_APPROVAL)
        stop(letter, finding)
    else:
        stop(letter, Finding(finding.obstacle, finding.words or outcome.detail))


def _letters(references: Sequence[str]) -> list[Letter]:
    ids = [int(reference) for reference in references if reference.isdecimal()]
    return list(
        Letter.objects.filter(pk__in=ids).select_related(
            "participation__member", "participation__action", "version__action", "person", "seat", "committee"
        )
    )
