"""Begin small: how many messages may leave today while a new domain or address earns its reputation."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from delivery.models import DomainTally, MailingStatus, MailingTally, Measure, State
from delivery.models.warm_up import WarmUpPlan

_LOOK_AGAIN_SECONDS: Final = 1.0


class DailyLimit:
    """What one sender may still claim today; looks at the tallies once a second.

    Each of `DELIVERY_SENDERS` senders takes its part of what is left, so that together they go over the
    day's number by no more than one message each.
    """

    def __init__(self) -> None:
        self._looked_at = -_LOOK_AGAIN_SECONDS
        self._left: int | None = None

    def take(self, wanted: int) -> int:
        """Return how many of the wanted may be claimed now."""
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_AGAIN_SECONDS:
            self._looked_at = now
            left = left_today()
            self._left = None if left is None else -(-left // max(1, settings.DELIVERY_SENDERS))
        if self._left is None:
            return wanted
        taken = min(wanted, self._left)
        self._left -= taken
        return taken


def left_today(now: datetime | None = None) -> int | None:
    """Return how many messages may still leave on this day (UTC), or nothing when no plan limits it."""
    now = now or timezone.now()
    limits = [limit for plan in WarmUpPlan.objects.filter(is_active=True) if (limit := plan.limit_on(now)) is not None]
    if not limits:
        return None
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    gone = DomainTally.objects.filter(
        hour__gte=midnight, hour__lt=midnight + timedelta(days=1), measure__in=[Measure.SENT, Measure.IN_DOUBT]
    ).aggregate(total=Sum("count"))["total"]
    held = MailingTally.objects.filter(
        state=State.CLAIMED, mailing__status__in=[MailingStatus.RUNNING, MailingStatus.PAUSED]
    ).aggregate(total=Sum("count"))["total"]
    return max(0, min(limits) - (gone or 0) - (held or 0))
