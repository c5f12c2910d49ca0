"""Orders of staff about many deliveries: written at once, carried out in ranges by the sweep."""

import time
from typing import Final

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from delivery import doorbells
from delivery.content import MailingStateError
from delivery.models import (
    Delivery,
    DeliveryEvent,
    EventKind,
    Mailing,
    MailingStatus,
    OrderAction,
    StaffOrder,
    State,
)
from delivery.outcomes import note_outcomes

CHUNK: Final = 5_000
SECONDS_PER_SWEEP: Final = 30.0

_LOG_ACTIONS: Final = {
    OrderAction.RETRY_FAILED: "delivery.retry",
    OrderAction.RESEND_IN_DOUBT: "delivery.resolve",
    OrderAction.TAKE_AS_SENT: "delivery.resolve",
}


def give_order(mailing_id: int, action: OrderAction, *, actor: models.Model | None) -> StaffOrder:
    """Write an order down, begin with it and leave the rest to the sweep; return it with what was done so far.

    The same order again, while the first is being carried out, is the same order. Raises `MailingStateError`
    for a mailing that was cancelled.
    """
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update(no_key=True).get(pk=mailing_id)
        if mailing.status in {MailingStatus.CANCELLING, MailingStatus.CANCELLED} and action != OrderAction.TAKE_AS_SENT:
            raise MailingStateError(_("This mailing was cancelled."))
        order, is_new = _open_order(mailing, action, actor)
        if is_new:
            log(mailing, _LOG_ACTIONS[action], user=actor, data={"order": order.pk, "action": str(action)})
    carry_out(order, most=CHUNK)
    if order.done_at is None:
        doorbells.ring_housekeeping()
    return order


def _open_order(mailing: Mailing, action: OrderAction, actor: models.Model | None) -> tuple[StaffOrder, bool]:
    try:
        with transaction.atomic():
            actor_id = actor.pk if actor is not None else None
            return StaffOrder.objects.create(mailing=mailing, action=action, actor_id=actor_id), True
    except IntegrityError:
        return StaffOrder.objects.get(mailing=mailing, action=action, done_at=None), False


def carry_out_orders(seconds: float = SECONDS_PER_SWEEP) -> int:
    """Go on with open orders for about so long; return how many deliveries followed. Any number may run at once."""
    end = time.monotonic() + seconds
    total = 0
    for order in StaffOrder.objects.filter(done_at=None).order_by("pk"):
        while order.done_at is None and time.monotonic() < end:
            total += carry_out(order, most=CHUNK)
    return total


def carry_out(order: StaffOrder, *, most: int) -> int:
    """Let up to `most` deliveries follow an order; dates the order when none is left. Returns how many did.

    Rows that somebody else holds at this moment are left for the next round, so an order is done only when
    a round finds none at all.
    """
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update(no_key=True).get(pk=order.mailing_id)
        locked = StaffOrder.objects.select_for_update().get(pk=order.pk)
        if locked.done_at is None:
            rows = _rows(locked)
            chunk = list(
                rows.select_for_update(skip_locked=True, no_key=True).order_by("id").values_list("pk", flat=True)[:most]
            )
            refused = mailing.status in {MailingStatus.CANCELLING, MailingStatus.CANCELLED}
            if refused and locked.action != OrderAction.TAKE_AS_SENT:
                chunk = []
            _apply(locked, mailing, chunk)
            locked.deliveries += len(chunk)
            if (not chunk and (refused or not rows.exists())) or (len(chunk) < most and not rows.exists()):
                locked.done_at = timezone.now()
            locked.save(update_fields=["deliveries", "done_at"])
        else:
            chunk = []
    order.done_at, order.deliveries = locked.done_at, locked.deliveries
    return len(chunk)


def _rows(order: StaffOrder) -> models.QuerySet[Delivery]:
    """Return what still has to follow: at rest since before the order, and with an address left to send to."""
    rows = Delivery.objects.filter(mailing_id=order.mailing_id, settled_at__lte=order.given_at)
    if order.action == OrderAction.RETRY_FAILED:
        # An address no server would take was never tried: it would only fail again.
        return rows.filter(state=State.FAILED, attempts__gt=0).exclude(address="")
    if order.action == OrderAction.RESEND_IN_DOUBT:
        return rows.filter(state=State.IN_DOUBT).exclude(address="")
    return rows.filter(state=State.IN_DOUBT)


def _apply(order: StaffOrder, mailing: Mailing, delivery_ids: list[int]) -> None:
    if not delivery_ids:
        return
    if order.action == OrderAction.TAKE_AS_SENT:
        take_as_sent(mailing, delivery_ids)
    else:
        kind = EventKind.RETRIED if order.action == OrderAction.RETRY_FAILED else EventKind.RESOLVED
        queue_again(mailing, delivery_ids, kind, "" if kind == EventKind.RETRIED else "send again")


def take_as_sent(mailing: Mailing, delivery_ids: list[int]) -> None:
    """Settle deliveries in doubt as sent, by the word of staff."""
    words = "Staff took it as sent."
    Delivery.objects.filter(pk__in=delivery_ids).update(
        state=State.SENT, lease=None, settled_at=timezone.now(), detail=words
    )
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(delivery_id=delivery_id, kind=EventKind.RESOLVED, detail="take as sent")
        for delivery_id in delivery_ids
    )
    note_outcomes(mailing, delivery_ids)


def queue_again(mailing: Mailing, delivery_ids: list[int], kind: EventKind, detail: str) -> None:
    """Put settled deliveries back into the queue; a finished mailing runs again for them. `mailing` is locked."""
    if mailing.status in {MailingStatus.CANCELLING, MailingStatus.CANCELLED}:
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
    if mailing.status == MailingStatus.FINISHED:
        Mailing.objects.filter(pk=mailing.pk).update(status=MailingStatus.RUNNING, finished_at=None)
    transaction.on_commit(doorbells.ring_senders)
