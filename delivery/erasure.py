"""Letting go of a person who asked to be erased: what remains is that a message was sent, and its digest."""

from django.db import transaction
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from delivery.addresses import address_digest, normalise_address
from delivery.late_values import forget_values
from delivery.models import Delivery, DeliveryEvent, State, Suppression, TransactionalMessage
from delivery.models.delivery import WAITING_STATES


def erase_address(address: str) -> int:
    """Empty every delivery to this address or with replies to it, and return how many there were.

    What waits is cancelled, what a sender holds is withdrawn from it. States, counts and digests stay, so
    that a mailing's accounts still add up; a suppression stays in force by the address's digest alone.
    Reads all deliveries once, since the address has no index: erasures are rare, mailings are not.
    """
    spellings = {address, normalise_address(address)}
    with transaction.atomic():
        theirs = Q(recipient_key__in=spellings)
        for spelling in spellings:
            theirs |= Q(address__iexact=spelling) | Q(reply_to__iexact=spelling)
        kept_under = dict(Delivery.objects.select_for_update().filter(theirs).values_list("pk", "values_kept_under"))
        forget_values(kept_under.items())
        found = list(kept_under)
        deliveries = Delivery.objects.filter(pk__in=found)
        deliveries.filter(state__in=WAITING_STATES).update(state=State.CANCELLED, settled_at=timezone.now())
        deliveries.filter(state=State.CLAIMED).update(withdrawn=True)
        DeliveryEvent.objects.filter(delivery__in=found).update(detail="")
        keyed_by_address = deliveries.filter(recipient_key__in=spellings)
        keyed_by_address.update(recipient_key=Concat(Value("erased-"), Cast("pk", CharField())))
        deliveries.update(
            address="",
            name="",
            values={},
            values_kept_under=None,
            reply_to="",
            sender_name="",
            unsubscribe_url="",
            detail="",
        )
        for spelling in spellings:
            TransactionalMessage.objects.filter(recipients__contains=[spelling]).delete()
        Suppression.objects.filter(address_digest=address_digest(address)).update(address="")
    return len(found)
