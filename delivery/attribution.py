"""Credit a mailing with what its readers did elsewhere because of it."""

from collections.abc import Sequence

from delivery.addresses import normalise_address
from delivery.inbound.recording import event_identity
from delivery.models import Delivery, DeliveryEvent, EventKind, State


def note_unsubscribed(mailing_ids: Sequence[int], recipient_key: str, *, source: str) -> bool:
    """Count one unsubscription for the newest of the mailings that reached the recipient; return whether it was news.

    For those who leave on a page or by one click (RFC 8058): their link names the list, not the mailing. Who left
    that mailing already, by mail or through their provider, counts once. It only counts: whoever calls has ended
    the subscription. `source` says how ("one-click"), at most 30 characters are kept.
    """
    keys = {recipient_key, normalise_address(recipient_key)}
    delivery = (
        Delivery.objects.filter(
            mailing_id__in=mailing_ids, recipient_key__in=keys, state__in=[State.SENT, State.IN_DOUBT]
        )
        .order_by("-mailing_id")
        .first()
    )
    if delivery is None:
        return False
    _event, is_new = DeliveryEvent.objects.get_or_create(
        identity=event_identity(EventKind.UNSUBSCRIBED, delivery),
        defaults={"delivery": delivery, "kind": EventKind.UNSUBSCRIBED, "source": source[:30]},
    )
    return is_new
