"""Heal what stalled: abandoned leases, cancellations under way, finished mailings, unrung doorbells."""

from datetime import timedelta
from typing import Final

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from delivery import doorbells
from delivery.alignment.gate import reason_to_stop
from delivery.content import MailingStateError
from delivery.mailings import pause_mailing, progress
from delivery.models import Mailing, MailingStatus
from delivery.orders import carry_out_orders
from delivery.outcomes import note_outcomes, tell_outcomes
from delivery.sending.claim import next_due
from delivery.sending.recovery import recover

logger = structlog.get_logger(__name__)

CHUNK: Final = 10_000

_CANCEL = """
UPDATE delivery_delivery SET state = 'cancelled', settled_at = statement_timestamp()
WHERE id IN (
    SELECT id FROM delivery_delivery WHERE mailing_id = %s AND state IN ('queued', 'deferred')
    ORDER BY not_before, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id
"""


def sweep() -> None:
    """Do everything that keeps the outbox moving; any number may run at once, each is safe to repeat."""
    recover()
    pause_unaligned()
    cancel_waiting()
    carry_out_orders()
    finish_mailings()
    ring_if_due()
    tell_outcomes()


def pause_unaligned() -> int:
    """When live, pause running mailings whose sender's domain lost a record, or was never looked up; return how many."""
    if settings.OUTBOUND != "live":
        return 0
    paused = 0
    running = Mailing.objects.filter(status=MailingStatus.RUNNING)
    for address in running.order_by().values_list("sender_address", flat=True).distinct():
        reason = reason_to_stop(address)
        for mailing_id in running.filter(sender_address=address).values_list("pk", flat=True) if reason else []:
            try:
                pause_mailing(mailing_id, reason=reason)
            except MailingStateError:
                continue
            paused += 1
    return paused


def cancel_waiting() -> int:
    """Cancel the waiting deliveries of mailings that are being cancelled, in ranges; return how many."""
    total = 0
    for mailing in Mailing.objects.filter(status=MailingStatus.CANCELLING):
        while cancelled := _cancel_some(mailing):
            total += cancelled
    return total


def _cancel_some(mailing: Mailing) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CANCEL, [mailing.pk, CHUNK])
        ids = [row[0] for row in cursor.fetchall()]
        note_outcomes(mailing, ids)
    return len(ids)


def finish_mailings() -> int:
    """Mark mailings whose deliveries are all at rest as finished or cancelled; return how many."""
    finished = 0
    candidates = Mailing.objects.filter(status=MailingStatus.CANCELLING) | Mailing.objects.filter(
        status=MailingStatus.RUNNING, intake_open=False
    )
    for mailing_id in candidates.values_list("pk", flat=True):
        with transaction.atomic():
            mailing = Mailing.objects.select_for_update(no_key=True).get(pk=mailing_id)
            counts = progress(mailing_id)
            if counts.at_rest != counts.intended or mailing.status not in {
                MailingStatus.CANCELLING,
                MailingStatus.RUNNING,
            }:
                continue
            is_cancelled = mailing.status == MailingStatus.CANCELLING
            mailing.status = MailingStatus.CANCELLED if is_cancelled else MailingStatus.FINISHED
            mailing.finished_at = timezone.now()
            mailing.save(update_fields=["status", "finished_at"])
            finished += 1
    return finished


def ring_if_due() -> None:
    """Wake as many senders as are configured when something is due."""
    due = next_due(within=timedelta())
    if due is not None:
        doorbells.ring_senders()
