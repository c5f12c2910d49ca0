"""What staff decide about deliveries: resolve a doubt, try a failed one again."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from delivery import doorbells
from delivery.content import MailingStateError
from delivery.models import Delivery, DeliveryEvent, EventKind, Mailing, MailingStatus, State
from delivery.outcomes import note_outcomes

CHUNK = 5_000


def resolve_in_doubt(mailing_id: int, key: str, *, resend: bool, actor: models.Model | None) -> None:
    """End a doubt as staff decide: send again (same Message-ID), or take it as sent.

    Raises `MailingStateError` when the delivery is not in doubt, for instance because it was resolved
    by somebody else or its journal turned up in the meantime.
    """
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update(no_key=True).get(mailing_id=mailing_id, recipient_key=key)
        if delivery.state != State.IN_DOUBT:
            raise MailingStateError(_("This delivery is not in doubt."))
        mailing = Mailing.objects.get(pk=mailing_id)
        if resend and not delivery.address:
            raise MailingStateError(_("The recipient was erased: it cannot be sent again."))
        decision = "send again" if resend else "take as sent"
        if resend:
            _queue_again(mailing, [delivery.pk], EventKind.RESOLVED, decision)
        else:
            delivery.state = State.SENT
            delivery.lease = None
            delivery.settled_at = timezone.now()
            delivery.detail = "Staff took it as sent."
            delivery.save(update_fields=["state", "lease", "settled_at", "detail"])
            DeliveryEvent.objects.create(delivery=delivery, kind=EventKind.RESOLVED, detail=decision)
            note_outcomes(mailing, [delivery.pk])
        log(mailing, "delivery.resolve", user=actor, data={"delivery": delivery.pk, "decision": decision})


def retry_failed(mailing_id: int, *, actor: models.Model | None) -> int:
    """Queue all failed deliveries of a mailing again; return how many.

    Those whose address no server would take stay failed: they would only fail again.
    """
    mailing = Mailing.objects.get(pk=mailing_id)
    total = 0
    while True:
        with transaction.atomic():
            chunk = list(
                Delivery.objects.select_for_update(skip_locked=True, no_key=True)
                .filter(mailing_id=mailing_id, state=State.FAILED, attempts__gt=0)
                .exclude(address="")
                .values_list("pk", flat=True)[:CHUNK]
            )
            if chunk:
                _queue_again(mailing, chunk, EventKind.RETRIED, "")
                total += len(chunk)
        if not chunk:
            break
    if total:
        log(mailing, "delivery.retry", user=actor, data={"deliveries": total})
    return total


def _queue_again(mailing: Mailing, delivery_ids: list[int], kind: EventKind, detail: str) -> None:
    """Put settled deliveries back into the queue; a finished mailing runs again for them."""
    locked = Mailing.objects.select_for_update(no_key=True).get(pk=mailing.pk)
    if locked.status in {MailingStatus.CANCELLING, MailingStatus.CANCELLED}:
        raise MailingStateError(_("This mailing was cancelled."))
    Delivery.objects.filter(pk__in=delivery_ids).update(
        state=State.QUEUED,
        lease=None,
        attempts=0,
        interrupted=0,
        withdrawn=False,
        settled_at=None,
        not_before=timezone.now(),
    )
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(delivery_id=delivery_id, kind=kind, detail=detail) for delivery_id in delivery_ids
    )
    if locked.status == MailingStatus.FINISHED:
        Mailing.objects.filter(pk=mailing.pk).update(status=MailingStatus.RUNNING, finished_at=None)
    transaction.on_commit(doorbells.ring_senders)
