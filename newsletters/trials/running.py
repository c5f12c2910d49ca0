"""A trial from the sample to the rest: the wait, the decision, and letting go of who was held."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from delivery.api import Mailing, release_held, text_figures
from members.api import Member
from newsletters import doorbells
from newsletters.models import IssueSending, IssueTrial, TrialDecision
from newsletters.trials.deciding import Text, Verdict
from newsletters.trials.figures import as_kept, sample_figures, verdict_of
from newsletters.trials.texts import HELD, REST, SAMPLE

# A task ends within minutes; what is left rings for the next one.
MOST_AT_ONCE: Final = 200_000


class TrialRefusedError(Exception):
    """A text cannot be chosen now; the message says why in the words of whoever pressed the button."""


def continue_trials(now: datetime | None = None) -> None:
    """Do the next step of every trial under way; any number of workers may run this at once."""
    decide_due(now or timezone.now())
    release_decided()


def decide_due(now: datetime) -> int:
    """Note samples that have left, and decide trials whose wait is over; return how many were decided.

    A paused mailing is decided too: its sample has had the time that was ordered. What is let go then stays paused.
    """
    decided = 0
    open_trials = IssueTrial.objects.filter(decision=None, sending__state=IssueSending.State.SENDING)
    for pk in list(open_trials.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            trial = _locked(IssueTrial.objects.filter(pk=pk, decision=None), skip_locked=True)
            if trial is not None and _can_be_decided(trial.sending):
                decided += _step(trial, now)
    return decided


def _locked(trials: Any, *, skip_locked: bool = False) -> IssueTrial | None:
    """Return a trial with its sending's row locked, as whoever cancels the sending locks it; nothing if it is taken."""
    found = (
        IssueSending.objects.select_for_update(skip_locked=skip_locked, of=("self",)).filter(trial__in=trials).first()
    )
    return trials.select_related("sending__issue").filter(sending=found).first() if found is not None else None


def _can_be_decided(sending: IssueSending) -> bool:
    if sending.state != IssueSending.State.SENDING:
        return False
    return Mailing.objects.filter(pk=sending.mailing_id or 0, status__in=["running", "paused"]).exists()


def _step(trial: IssueTrial, now: datetime) -> bool:
    """Begin the wait when the sample has left, or decide when the wait is over; return whether it was decided."""
    if trial.sample_left_at is None:
        figures = text_figures(trial.sending.mailing_id or 0)
        if not any(figures[number].on_their_way for number in SAMPLE.values() if number in figures):
            trial.sample_left_at = now
            trial.save(update_fields=["sample_left_at"])
        return False
    if now < trial.sample_left_at + trial.wait:
        return False
    if trial.rule == IssueTrial.Rule.STAFF:
        return _record(trial, Text.A, TrialDecision.Reason.TIME, now)
    verdict = verdict_of(trial.rule, sample_figures(trial.sending))
    reason = TrialDecision.Reason.TIE if verdict.is_tie else TrialDecision.Reason.RULE
    return _record(trial, verdict.text, reason, now)


def _record(
    trial: IssueTrial, text: Text, reason: TrialDecision.Reason, now: datetime, actor: Member | None = None
) -> bool:
    """Write a decision down; the first one stands. Return whether it was this one."""
    figures = sample_figures(trial.sending)
    verdict: Verdict = verdict_of(trial.rule, figures)
    _decision, is_new = TrialDecision.objects.get_or_create(
        trial=trial,
        defaults={
            "text": str(text),
            "reason": reason,
            "figures": as_kept(figures, verdict),
            "decided_at": now,
            "decided_by": actor,
        },
    )
    if is_new:
        data = {"text": text.upper(), "reason": str(reason), "by_chance": round(verdict.by_chance, 4)}
        log(trial.sending.issue, "newsletters.decide", user=actor, data=data)
        transaction.on_commit(doorbells.ring_sendings)
    return is_new


def choose_text(sending_id: int, text: Text, *, actor: Member, now: datetime | None = None) -> TrialDecision:
    """Let staff choose the text for everybody who waits, at any time before the decision.

    Raises `TrialRefusedError` while readers are still gathered, when it is decided already, or over.
    """
    with transaction.atomic():
        trial = _locked(IssueTrial.objects.filter(sending=sending_id))
        if trial is None:
            raise TrialRefusedError(_("No trial was ordered for this issue."))
        earlier = TrialDecision.objects.filter(trial=trial).first()
        if earlier is not None:
            raise TrialRefusedError(
                _("It is decided already: text %(text)s goes to everybody else.") % {"text": earlier.text.upper()}
            )
        if trial.sending.state in {IssueSending.State.SCHEDULED, IssueSending.State.PREPARING}:
            raise TrialRefusedError(_("The readers are still being gathered. Please try again in a moment."))
        if not _can_be_decided(trial.sending):
            raise TrialRefusedError(_("This sending is over."))
        _record(trial, text, TrialDecision.Reason.STAFF, now or timezone.now(), actor)
        return TrialDecision.objects.get(trial=trial)


def release_decided() -> int:
    """Let go of who is held by trials that are decided; return how many. Interrupted, the next run goes on."""
    total = 0
    for decision in TrialDecision.objects.filter(released_at=None).select_related("trial__sending").order_by("pk"):
        trial = decision.trial
        if trial.sending.mailing_id is None or trial.held_until is None:
            continue
        released = release_held(
            trial.sending.mailing_id,
            held=HELD,
            held_until=trial.held_until,
            to=REST[Text(decision.text)],
            most=MOST_AT_ONCE,
        )
        total += released.count
        if released.is_done:
            TrialDecision.objects.filter(pk=decision.pk, released_at=None).update(released_at=timezone.now())
        else:
            doorbells.ring_sendings()
    return total
