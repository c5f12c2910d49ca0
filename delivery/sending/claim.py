"""Claim deliveries that are due: under a lease, without two senders ever getting the same one."""

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from delivery.message import Addressee
from delivery.models import Mailing, MailingStatus

# The part of a lease after which its sender stops using it, well before the database lets it run out.
USABLE_PART: Final = 0.9
# The detail of a delivery that was put back until the pace of its domain or office allows it.
WAITS_FOR_ITS_TURN: Final = "waits for its turn"

_CLAIM = """
WITH due AS (
    SELECT id FROM delivery_delivery
    WHERE mailing_id = %(mailing)s AND state IN ('queued', 'deferred') AND not_before <= statement_timestamp()
        AND EXISTS (SELECT 1 FROM delivery_mailing WHERE id = %(mailing)s AND status = 'running')
    ORDER BY not_before, id
    LIMIT %(limit)s
    FOR NO KEY UPDATE SKIP LOCKED
), held AS (
    INSERT INTO delivery_lease (mailing_id, journal_store, journal, created_at, expires_at)
    SELECT %(mailing)s, %(store)s, %(journal)s, statement_timestamp(), statement_timestamp() + make_interval(secs => %(seconds)s)
    WHERE EXISTS (SELECT 1 FROM due)
    RETURNING id
)
UPDATE delivery_delivery AS delivery
SET state = 'claimed', lease_id = held.id, claimed_at = statement_timestamp(),
    values_kept_under = CASE WHEN %(late)s THEN held.id END
FROM due, held
WHERE delivery.id = due.id
RETURNING delivery.id, held.id, delivery.variant_number, delivery.recipient_key, delivery.address, delivery.name,
    delivery.values, delivery.reply_to, delivery.sender_name, delivery.unsubscribe_url, delivery.reference,
    delivery.pacing_key, delivery.attempts, delivery.claimed_at,
    delivery.detail = 'waits for its turn' AND delivery.not_before > statement_timestamp() - interval '1 minute'
"""


def steady_clock() -> float:
    """Seconds that go on while the process is stopped or the machine asleep, and never jump."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass
class HeldLease:
    """A lease as its sender knows it: until when, on this machine's own clock, it may be used."""

    id: int
    mailing_id: int
    usable_until: float
    open_deliveries: int = 0
    lost: bool = False

    def is_usable(self) -> bool:
        """Whether a message may still be handed over under this lease."""
        return not self.lost and steady_clock() < self.usable_until


@dataclass(eq=False)
class Claimed:
    """One claimed delivery with all that is needed to send it.

    `checked_at` is when it was last asked whether it may go; `has_turn` that it waited for its turn already.
    """

    id: int
    lease: HeldLease
    mailing_id: int
    variant_number: int
    addressee: Addressee
    reference: str
    pacing_key: str
    attempts: int
    claimed_at: datetime
    has_turn: bool = False
    checked_at: float = 0.0


def mailings_at_work() -> list[Mailing]:
    """Return the running mailings, the urgent ones first, then the older ones."""
    return list(Mailing.objects.filter(status=MailingStatus.RUNNING).order_by(F("priority").desc(), "id"))


def claim(mailing_id: int, *, store: uuid.UUID, journal: str, limit: int, late_values: bool = False) -> list[Claimed]:
    """Claim up to `limit` due deliveries of a running mailing under a new lease; none is no lease.

    With `late_values` the deliveries are marked to have values kept under that lease.
    """
    seconds = settings.DELIVERY_LEASE_SECONDS
    usable_until = steady_clock() + seconds * USABLE_PART
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "mailing": mailing_id,
                "limit": limit,
                "store": store,
                "journal": journal,
                "seconds": seconds,
                "late": late_values,
            },
        )
        rows = cursor.fetchall()
    if not rows:
        return []
    lease = HeldLease(id=rows[0][1], mailing_id=mailing_id, usable_until=usable_until, open_deliveries=len(rows))
    claimed = [_claimed(row, lease) for row in rows]
    claimed.sort(key=lambda each: each.id)
    return claimed


def _claimed(row: Sequence[Any], lease: HeldLease) -> Claimed:
    (
        delivery_id,
        _,
        variant,
        key,
        address,
        name,
        values,
        reply_to,
        sender_name,
        url,
        reference,
        pacing,
        attempts,
        at,
        turn,
    ) = row
    loaded: Mapping[str, str] = json.loads(values) if isinstance(values, str) else values
    return Claimed(
        id=delivery_id,
        lease=lease,
        mailing_id=lease.mailing_id,
        variant_number=variant,
        addressee=Addressee(key, address, name, loaded, reply_to, sender_name, url, delivery_id),
        reference=reference,
        pacing_key=pacing,
        attempts=attempts,
        claimed_at=at,
        has_turn=bool(turn),
    )


def renew(leases: Sequence[HeldLease]) -> None:
    """Extend leases; one that was taken over in the meantime is marked as lost."""
    seconds = settings.DELIVERY_LEASE_SECONDS
    usable_until = steady_clock() + seconds * USABLE_PART
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_lease SET expires_at = statement_timestamp() + make_interval(secs => %s)"
            " WHERE id = ANY(%s) AND put_in_doubt_at IS NULL RETURNING id",
            [seconds, [lease.id for lease in leases]],
        )
        renewed = {row[0] for row in cursor.fetchall()}
    for lease in leases:
        if lease.id in renewed:
            lease.usable_until = usable_until
        else:
            lease.lost = True


def next_due(within: timedelta) -> datetime | None:
    """Return when the next waiting delivery of a running mailing falls due, if that is soon."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(soonest.not_before) FROM delivery_mailing AS mailing CROSS JOIN LATERAL ("
            " SELECT not_before FROM delivery_delivery WHERE mailing_id = mailing.id"
            " AND state IN ('queued', 'deferred') ORDER BY not_before LIMIT 1) AS soonest"
            " WHERE mailing.status = 'running'"
        )
        (soonest,) = cursor.fetchone() or (None,)
    if soonest is None or soonest > timezone.now() + within:
        return None
    return cast("datetime", soonest)
