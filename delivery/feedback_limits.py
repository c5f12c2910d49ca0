"""How many bounces and complaints a mailing may draw before it waits for staff.

Gmail and Yahoo ask bulk senders to keep complaints under 0.1 % and act against those at 0.3 %
(Google, "Email sender guidelines", and Yahoo, "Sender best practices", both in force since February
2024); Microsoft asks the same hygiene of those who send 5,000 messages a day since May 2025.
The limit for bounces is our own: 5 % is far above what a list with confirmed addresses draws.
"""

from dataclasses import dataclass
from typing import Final

import structlog
from django.db.models import Sum
from django.utils.translation import gettext as _

from delivery.content import MailingStateError
from delivery.mailings import pause_mailing
from delivery.models import DomainTally, Mailing, MailingStatus, Measure

logger = structlog.get_logger(__name__)

MOST_COMPLAINED: Final = 0.003
WARN_COMPLAINED: Final = 0.001
MOST_BOUNCED: Final = 0.05
# Under these counts a share says nothing: one complaint among ten readers is no pattern.
LEAST_COMPLAINTS: Final = 3
LEAST_BOUNCES: Final = 20


@dataclass(frozen=True)
class FeedbackCounts:
    """What came back about a mailing so far; `sent` is what servers accepted."""

    sent: int = 0
    delivered: int = 0
    bounced: int = 0
    complained: int = 0
    unsubscribed: int = 0

    @property
    def complaint_share(self) -> float:
        """Complaints per accepted message, 0 to 1."""
        return self.complained / self.sent if self.sent else 0.0

    @property
    def bounce_share(self) -> float:
        """Bounces per accepted message, 0 to 1."""
        return self.bounced / self.sent if self.sent else 0.0


def feedback_counts(mailing_id: int) -> FeedbackCounts:
    """Return what came back about a mailing: from tallies, never by counting deliveries."""
    measures = [Measure.SENT, Measure.DELIVERED, Measure.BOUNCED, Measure.COMPLAINED, Measure.UNSUBSCRIBED]
    sums = (
        DomainTally.objects.filter(mailing_id=mailing_id, measure__in=measures)
        .values_list("measure")
        .annotate(total=Sum("count"))
        .order_by()
    )
    return FeedbackCounts(**dict(sums))


def reason_over_limit(counts: FeedbackCounts) -> str:
    """Return why a mailing with these counts should wait for staff, or nothing."""
    if counts.complained >= LEAST_COMPLAINTS and counts.complaint_share > MOST_COMPLAINED:
        return _(
            "%(complained)d of %(sent)d readers marked it as spam (%(share).2f %%). "
            "Gmail and Yahoo block senders from 0.3 %% on."
        ) % {"complained": counts.complained, "sent": counts.sent, "share": counts.complaint_share * 100}
    if counts.bounced >= LEAST_BOUNCES and counts.bounce_share > MOST_BOUNCED:
        return _("%(bounced)d of %(sent)d messages came back (%(share).1f %%).") % {
            "bounced": counts.bounced,
            "sent": counts.sent,
            "share": counts.bounce_share * 100,
        }
    return ""


def pause_over_limit(mailing_id: int) -> bool:
    """Pause a running mailing that draws too many bounces or complaints; return whether it was paused."""
    if not Mailing.objects.filter(pk=mailing_id, status=MailingStatus.RUNNING).exists():
        return False
    reason = reason_over_limit(feedback_counts(mailing_id))
    if not reason:
        return False
    try:
        pause_mailing(mailing_id, reason=reason)
    except MailingStateError:
        return False
    logger.warning("mailing_paused", mailing=mailing_id, reason=reason)
    return True
