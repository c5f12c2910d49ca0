"""Write down what was reported, once, and draw the consequences: suppression, the kind's word, a pause."""

from typing import Final

import structlog
from django.db import transaction
from django.utils import timezone

from delivery.addresses import normalise_address
from delivery.feedback_limits import pause_over_limit
from delivery.inbound.refusals import note_refusal
from delivery.inbound.report import Report
from delivery.inbound.rules import Verdict
from delivery.kinds import mailing_kind
from delivery.models import (
    Delivery,
    DeliveryEvent,
    EventKind,
    State,
    SuppressionReason,
    TransactionalMessage,
    TransactionalState,
)
from delivery.outcomes import note_events
from delivery.return_path import Purpose
from delivery.suppression import suppress

logger = structlog.get_logger(__name__)

# A report shows that the receiving side has the message, so a doubt about it is over.
_PROVES_ACCEPTANCE: Final = frozenset(
    {EventKind.DELIVERED, EventKind.BOUNCED, EventKind.COMPLAINED, EventKind.UNSUBSCRIBED, EventKind.DELAYED}
)


def record(report: Report) -> bool:
    """Record a report; return whether it was news.

    The same report again, from anywhere, changes nothing. One about a row that is gone is dropped. Raises
    whatever the mailing's kind raises when it is asked to unsubscribe somebody; nothing is recorded then.
    """
    if report.reference.purpose == Purpose.TRANSACTIONAL:
        return _record_transactional(report)
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(no_key=True, of=("self",))
            .select_related("mailing")
            .filter(pk=report.reference.number)
            .first()
        )
        if delivery is None:
            logger.info("report_about_nothing", kind=report.kind, source=report.source)
            return False
        event, is_new = DeliveryEvent.objects.get_or_create(
            identity=event_identity(report.kind, delivery),
            defaults={
                "delivery": delivery,
                "kind": report.kind,
                "reply_code": report.reply_code,
                "enhanced_code": report.enhanced_code[:12],
                "detail": report.detail[:500] if delivery.address else "",
                "source": report.source[:30],
            },
        )
        if not is_new:
            return False
        if delivery.state == State.IN_DOUBT and report.kind in _PROVES_ACCEPTANCE:
            _end_doubt(delivery)
        _draw_consequences(report, delivery)
        note_events(delivery.mailing, [event.pk])
    if report.kind in {EventKind.BOUNCED, EventKind.COMPLAINED}:
        pause_over_limit(delivery.mailing_id)
    return True


def event_identity(kind: str, delivery: Delivery) -> str:
    """Return what an event is recognised by: one per delivery, kind and try.

    Staff may send again, and that message may bounce again.
    """
    tried = int(delivery.claimed_at.timestamp() * 1_000_000) if delivery.claimed_at else 0
    return f"{kind}:{delivery.pk}:{tried}"


def _end_doubt(delivery: Delivery) -> None:
    delivery.state = State.SENT
    delivery.lease = None
    delivery.detail = "A report about it came back: it had been accepted."
    delivery.save(update_fields=["state", "lease", "detail"])
    DeliveryEvent.objects.create(delivery=delivery, kind=EventKind.RESOLVED, detail=delivery.detail)


def _draw_consequences(report: Report, delivery: Delivery) -> None:
    if not delivery.address:
        return
    source = f"mailing {delivery.mailing_id}, delivery {delivery.pk}"
    if report.kind == EventKind.COMPLAINED:
        suppress(delivery.address, SuppressionReason.COMPLAINT, source, note=report.detail)
    elif report.kind == EventKind.UNSUBSCRIBED:
        if not _kind_unsubscribes(delivery):
            suppress(delivery.address, SuppressionReason.UNSUBSCRIBED, source)
    elif report.kind == EventKind.BOUNCED:
        note_refusal(
            delivery.address,
            enhanced_code=report.enhanced_code,
            reply_code=report.reply_code,
            words=report.detail,
            source=source,
            identity=f"d{delivery.pk}",
            at_most=None if _is_about(report, [delivery.address]) else Verdict.SOFT,
        )


def _kind_unsubscribes(delivery: Delivery) -> bool:
    try:
        kind = mailing_kind(delivery.mailing.kind)
    except LookupError:
        return False
    return kind.unsubscribe(delivery.reference)


def _is_about(report: Report, addresses: list[str]) -> bool:
    """Whether the report is about this very address, not about one that its mail was forwarded to."""
    return not report.recipient or normalise_address(report.recipient) in {
        normalise_address(each) for each in addresses
    }


def _record_transactional(report: Report) -> bool:
    with transaction.atomic():
        message = (
            TransactionalMessage.objects.select_for_update(no_key=True)
            .filter(pk=report.reference.number, state=TransactionalState.SENT)
            .first()
        )
        if message is None or report.kind not in {EventKind.BOUNCED, EventKind.COMPLAINED} or message.returned_at:
            return False
        message.returned_at = timezone.now()
        message.returned_words = report.detail[:500]
        message.save(update_fields=["returned_at", "returned_words"])
        about = [each for each in message.recipients if report.recipient and _is_about(report, [each])]
        affected = about or (message.recipients if len(message.recipients) == 1 else [])
        source = f"transactional message {message.pk}"
        for address in affected:
            if report.kind == EventKind.COMPLAINED:
                suppress(address, SuppressionReason.COMPLAINT, source, note=report.detail)
            else:
                note_refusal(
                    address,
                    enhanced_code=report.enhanced_code,
                    reply_code=report.reply_code,
                    words=report.detail,
                    source=source,
                    identity=f"t{message.pk}",
                    at_most=None if _is_about(report, [address]) else Verdict.SOFT,
                )
    return True
