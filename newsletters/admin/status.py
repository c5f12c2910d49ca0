"""How a sending goes, from the outbox's counters."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from delivery.api import Mailing, MailingProgress, progress
from newsletters.admin.trial import TrialStatus, trial_status
from newsletters.models import IssueSending

ENOUGH_TO_PREDICT = 20


@dataclass(frozen=True)
class SendingStatus:
    """What the status panel shows."""

    sending: IssueSending
    counts: MailingProgress
    paused_because: str
    is_paused: bool
    predicted_finish: datetime | None
    trial: TrialStatus | None = None

    @property
    def percent(self) -> int:
        """How much is done, of all that will be."""
        return self.counts.at_rest * 100 // self.counts.intended if self.counts.intended else 0

    @property
    def can_cancel(self) -> bool:
        """Whether there is anything left to stop."""
        return self.sending.state in {
            IssueSending.State.SCHEDULED,
            IssueSending.State.PREPARING,
            IssueSending.State.SENDING,
        }

    @property
    def can_order(self) -> bool:
        """Whether the issue can be ordered again: nothing of it ever left."""
        never_left = self.sending.mailing_id is None
        return never_left and self.sending.state in {IssueSending.State.CANCELLED, IssueSending.State.REFUSED}


def sending_status(sending: IssueSending, now: datetime | None = None) -> SendingStatus:
    """Return a sending's status in a handful of queries, whatever the number of readers.

    While a trial waits nothing can be told from the pace, so that its end is not predicted.
    """
    trial = trial_status(sending)
    if sending.mailing_id is None:
        return SendingStatus(sending, MailingProgress(), "", is_paused=False, predicted_finish=None, trial=trial)
    mailing = Mailing.objects.get(pk=sending.mailing_id)
    counts = progress(sending.mailing_id)
    return SendingStatus(
        sending=sending,
        counts=counts,
        paused_because=mailing.pause_reason,
        is_paused=mailing.status == "paused",
        predicted_finish=None if trial else predicted_finish(sending, counts, now or timezone.now()),
        trial=trial,
    )


def predicted_finish(sending: IssueSending, counts: MailingProgress, now: datetime) -> datetime | None:
    """Return when the last mail will have left at the pace so far; nothing while that is a guess.

    No prediction before 20 mails have left, nor for a sending that waits for readers' clocks.
    """
    left = counts.intended - counts.at_rest
    if sending.started_at is None or sending.local_time or not sending.is_under_way:
        return None
    if counts.sent < ENOUGH_TO_PREDICT or left <= 0:
        return None
    elapsed = (now - sending.started_at).total_seconds()
    return now + timedelta(seconds=elapsed * left / counts.at_rest)
