"""The outbox in figures, for the monitor page and for Prometheus: a dozen small queries, never a count of deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from delivery.models import (
    DomainTally,
    Lease,
    Mailing,
    MailingStatus,
    MailingTally,
    Measure,
    OutcomeBatch,
    StaffOrder,
    State,
    Suppression,
    TransactionalMessage,
    TransactionalState,
)

_OLDEST_DUE: Final = """
SELECT min(soonest.not_before) FROM delivery_mailing AS mailing CROSS JOIN LATERAL (
    SELECT not_before FROM delivery_delivery WHERE mailing_id = mailing.id
    AND state IN ('queued', 'deferred') ORDER BY not_before LIMIT 1) AS soonest
WHERE mailing.status = 'running' AND soonest.not_before <= statement_timestamp()
"""


@dataclass(frozen=True)
class OutboxFigures:
    """The outbox at one moment. Ages are in seconds, 0 when nothing waits; shares and rates are left to the reader."""

    waiting: int
    """Deliveries of running mailings that are queued or deferred, also those not due yet."""
    held: int
    """Deliveries that senders hold."""
    oldest_due_seconds: float
    """How long the oldest delivery that is due has waited for a sender."""
    states: Mapping[str, int]
    """Deliveries of all mailings by state."""
    mailings: Mapping[str, int]
    """Mailings by status."""
    senders: int
    """Senders that hold a lease in force."""
    expired_leases: int
    """Leases that ran out and that nobody has settled yet."""
    transactional_waiting: int
    transactional_oldest_seconds: float
    transactional_failed_last_day: int
    outcomes_waiting: int
    outcomes_failing: int
    """Batches of outcomes that their mailing kind has refused at least once."""
    open_orders: int
    suppressed_addresses: int
    last_day: Mapping[str, int] = field(default_factory=dict)
    """What happened within the last 24 full hours and this one, by `Measure`."""


def outbox_figures() -> OutboxFigures:
    """Return the outbox in figures; about 5 ms."""
    now = timezone.now()
    mailings = dict(Mailing.objects.order_by().values_list("status").annotate(count=Count("pk")))
    by_state = _tallies(Q())
    at_work = _tallies(Q(mailing__status=MailingStatus.RUNNING))
    leases = Lease.objects.aggregate(
        senders=Count("journal", distinct=True, filter=Q(expires_at__gt=now)),
        expired=Count("pk", filter=Q(expires_at__lte=now, put_in_doubt_at=None)),
    )
    transactional = TransactionalMessage.objects.filter(state=TransactionalState.QUEUED).aggregate(
        waiting=Count("pk"), oldest=Min("created_at")
    )
    outcomes = OutcomeBatch.objects.aggregate(waiting=Count("pk"), failing=Count("pk", filter=Q(attempts__gt=0)))
    return OutboxFigures(
        waiting=at_work.get(State.QUEUED, 0) + at_work.get(State.DEFERRED, 0),
        held=by_state.get(State.CLAIMED, 0),
        oldest_due_seconds=_age(_oldest_due(), now),
        states={state: by_state.get(state, 0) for state in State.values},
        mailings={status: mailings.get(status, 0) for status in MailingStatus.values},
        senders=leases["senders"],
        expired_leases=leases["expired"],
        transactional_waiting=transactional["waiting"],
        transactional_oldest_seconds=_age(transactional["oldest"], now),
        transactional_failed_last_day=TransactionalMessage.objects.filter(
            state=TransactionalState.FAILED, created_at__gt=now - timedelta(days=1)
        ).count(),
        outcomes_waiting=outcomes["waiting"],
        outcomes_failing=outcomes["failing"],
        open_orders=StaffOrder.objects.filter(done_at=None).count(),
        suppressed_addresses=Suppression.objects.filter(lifted_at=None).count(),
        last_day=_last_day(now),
    )


def _tallies(which: Q) -> dict[str, int]:
    return dict(MailingTally.objects.filter(which).order_by().values_list("state").annotate(total=Sum("count")))


def _oldest_due() -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST_DUE)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row[0] if row else None


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def _last_day(now: datetime) -> dict[str, int]:
    since = now.replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
    found = dict(
        DomainTally.objects.filter(hour__gte=since).order_by().values_list("measure").annotate(total=Sum("count"))
    )
    return {measure: found.get(measure, 0) for measure in Measure.values}
