"""Say what was sent to somebody, and forget it when the retention ends. The proof of sending stays."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from delivery.addresses import normalise_address
from delivery.inbound.rules import SOFT_BOUNCES_COUNT_FOR
from delivery.late_values import forget_values
from delivery.models import SoftBounce, TransactionalMessage, TransactionalState

CHUNK: Final = 5_000

# What remains is what was sent when with which result, the digest of the message, and a key that names nobody.
_EMPTY = """
UPDATE delivery_delivery SET
    recipient_key = 'erased:' || encode(sha256(convert_to(mailing_id || ':' || recipient_key, 'UTF8')), 'hex'),
    address = '', name = '', values = '{}', values_kept_under = NULL, reply_to = '', sender_name = '', unsubscribe_url = '', detail = ''
WHERE id = ANY(%s)
"""


def messages_to(address: str) -> list[dict[str, Any]]:
    """Return what was sent to an address, for the person's own download: mailing, state, when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mailing.title, delivery.state, delivery.created_at, delivery.settled_at"
            " FROM delivery_delivery AS delivery JOIN delivery_mailing AS mailing ON mailing.id = delivery.mailing_id"
            " WHERE lower(delivery.address) = %s ORDER BY delivery.id",
            [normalise_address(address)],
        )
        return [
            {"mailing": title, "state": state, "queued": created_at, "settled": settled_at}
            for title, state, created_at, settled_at in cursor.fetchall()
        ]


def forget_old() -> int:
    """Empty deliveries older than `DELIVERY_RETENTION_DAYS`, in ranges, and delete old transactional messages."""
    now = timezone.now()
    TransactionalMessage.objects.exclude(state=TransactionalState.QUEUED).filter(
        created_at__lt=now - timedelta(days=settings.TRANSACTIONAL_RETENTION_DAYS)
    ).delete()
    SoftBounce.objects.filter(at__lt=now - SOFT_BOUNCES_COUNT_FOR).delete()
    forgotten = 0
    while old := _some_older_than(now - timedelta(days=settings.DELIVERY_RETENTION_DAYS)):
        ids = [delivery_id for delivery_id, _ in old]
        with transaction.atomic(), connection.cursor() as cursor:
            forget_values(old)
            cursor.execute(_EMPTY, [ids])
            cursor.execute("UPDATE delivery_deliveryevent SET detail = '' WHERE delivery_id = ANY(%s)", [ids])
        forgotten += len(ids)
    return forgotten


def _some_older_than(oldest: Any) -> list[tuple[int, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, values_kept_under FROM delivery_delivery WHERE created_at < %s AND address <> ''"
            " AND state NOT IN ('queued', 'deferred', 'claimed') LIMIT %s",
            [oldest, CHUNK],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]
