"""Tell mailing kinds what became of their deliveries: after commit, at least once, in batches."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from delivery import doorbells
from delivery.kinds import Outcome, mailing_kind
from delivery.models import Delivery, DeliveryEvent, Mailing, OutcomeBatch

logger = structlog.get_logger(__name__)

LARGEST_BATCH = 500
_LONGEST_PAUSE = timedelta(hours=1)


def note_outcomes(mailing: Mailing, delivery_ids: Sequence[int]) -> None:
    """Remember, in the transaction that changed them, that the kind has to hear of these deliveries."""
    if not delivery_ids or not kind_listens(mailing.kind):
        return
    OutcomeBatch.objects.bulk_create(
        OutcomeBatch(mailing=mailing, delivery_ids=list(delivery_ids[start : start + LARGEST_BATCH]))
        for start in range(0, len(delivery_ids), LARGEST_BATCH)
    )
    transaction.on_commit(doorbells.ring_outcomes)


def note_events(mailing: Mailing, event_ids: Sequence[int]) -> None:
    """Remember, in the transaction that adds them, that the kind has to hear of these events."""
    try:
        wanted = mailing_kind(mailing.kind).wants_feedback()
    except LookupError:
        wanted = False
    if wanted and event_ids:
        OutcomeBatch.objects.create(mailing=mailing, delivery_ids=[], event_ids=list(event_ids))
        transaction.on_commit(doorbells.ring_outcomes)


def kind_listens(name: str) -> bool:
    """Whether a kind wants to hear of outcomes; one that is not installed any more does not."""
    try:
        return mailing_kind(name).wants_outcomes()
    except LookupError:
        return False


def tell_outcomes(limit: int = 200) -> int:
    """Tell kinds what waits to be told; return how many batches were taken.

    A batch is deleted in the transaction in which its kind took it; if the kind raises, the batch is
    tried again later, ever less often.
    """
    told = 0
    while told < limit and _tell_one():
        told += 1
    return told


def _tell_one() -> bool:
    with transaction.atomic():
        batch = (
            OutcomeBatch.objects.select_for_update(skip_locked=True)
            .filter(not_before__lte=timezone.now())
            .select_related("mailing")
            .order_by("id")
            .first()
        )
        if batch is None:
            return False
        try:
            with transaction.atomic():
                kind = mailing_kind(batch.mailing.kind)
                if batch.event_ids:
                    kind.on_feedback(_feedback(batch.event_ids))
                else:
                    kind.on_outcome(_outcomes(batch.delivery_ids))
        except Exception as error:
            logger.exception("outcomes_not_taken", kind=batch.mailing.kind, batch=batch.pk)
            batch.attempts += 1
            batch.not_before = timezone.now() + min(timedelta(seconds=5 * 2**batch.attempts), _LONGEST_PAUSE)
            batch.last_error = f"{type(error).__name__}"
            batch.save()
        else:
            batch.delete()
        return True


def _outcomes(delivery_ids: Sequence[int]) -> list[Outcome]:
    deliveries = Delivery.objects.filter(pk__in=delivery_ids).only(
        "reference", "recipient_key", "state", "detail", "settled_at", "created_at"
    )
    return [
        Outcome(
            reference=delivery.reference,
            key=delivery.recipient_key,
            state=delivery.state,
            detail=delivery.detail,
            at=delivery.settled_at or delivery.created_at,
        )
        for delivery in deliveries
    ]


def _feedback(event_ids: Sequence[int]) -> list[Outcome]:
    events = DeliveryEvent.objects.filter(pk__in=event_ids).select_related("delivery").order_by("id")
    return [
        Outcome(
            reference=event.delivery.reference,
            key=event.delivery.recipient_key,
            state=event.kind,
            detail=f"{event.enhanced_code} {event.detail}".strip(),
            at=event.at,
        )
        for event in events
    ]
