"""Give what has not left yet another of the mailing's texts."""

from django.db import transaction

from delivery.models import Delivery, MailingVariant, State

CHUNK = 5_000


def switch_variant(mailing_id: int, *, below: int, to: int) -> int:
    """Let waiting deliveries whose text has a number below `below` leave with text number `to`; return how many.

    For a text that grows stale while a mailing is paused or late. In chunks, so that senders never
    wait for a million rows; what a sender holds at that moment leaves as it is. Repeating it changes
    nothing. Raises `LookupError` when the mailing has no such text.
    """
    if not MailingVariant.objects.filter(mailing_id=mailing_id, number=to).exists():
        raise LookupError(f"The mailing has no text number {to}.")
    switched = 0
    while True:
        with transaction.atomic():
            chunk = list(
                Delivery.objects.select_for_update(skip_locked=True, no_key=True)
                .filter(mailing_id=mailing_id, state__in=[State.QUEUED, State.DEFERRED], variant_number__lt=below)
                .exclude(variant_number=to)
                .values_list("pk", flat=True)[:CHUNK]
            )
            if not chunk:
                return switched
            switched += Delivery.objects.filter(pk__in=chunk).update(variant_number=to)
