"""What became of a mailing's messages, one by one, for whoever keeps account of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from delivery.models import Delivery

CHUNK = 5_000


@dataclass(frozen=True)
class MessageAtRest:
    """One delivery that is over: to whom (the mailing's own key), which bytes, with which result.

    `message_digest` is the SHA-256 of the bytes handed over, empty when none were; `reply_code` and `enhanced_code`
    are the receiving server's (RFC 5321, RFC 3463).
    """

    recipient_key: str
    message_digest: str
    state: str
    reply_code: int | None
    enhanced_code: str
    settled_at: datetime


def messages_at_rest(mailing_id: int) -> Iterator[MessageAtRest]:
    """Yield the deliveries of a mailing that are at rest, in the order they were added, some thousand in memory at a time."""
    rows = Delivery.objects.filter(mailing_id=mailing_id, settled_at__isnull=False).order_by("pk")
    after = 0
    fields = ("recipient_key", "message_digest", "state", "reply_code", "enhanced_code", "settled_at")
    while chunk := list(rows.filter(pk__gt=after).values_list("pk", *fields)[:CHUNK]):
        for pk, *values in chunk:
            yield MessageAtRest(*values)
            after = pk
