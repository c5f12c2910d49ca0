"""Write down what became of deliveries; used by the sender and by whoever replays a journal.

A result counts only while the delivery still carries the lease under which it was claimed: that is
the fence. A result that comes too late changes nothing, but an acceptance that comes too late is kept
as an event, for then a copy is in the world.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from delivery.inbound.refusals import Refusal, note_refused_deliveries
from delivery.models import DeliveryEvent, EventKind, Mailing, State
from delivery.outcomes import kind_listens, note_outcomes
from delivery.sending.backoff import MOST_ATTEMPTS, pause_before

MOST_INTERRUPTIONS: Final = 3

_SETTLE = """
UPDATE delivery_delivery AS delivery
SET state = CASE
        WHEN result.state NOT IN ('queued', 'deferred') THEN result.state
        WHEN delivery.withdrawn OR mailing.status IN ('cancelling', 'cancelled') THEN 'cancelled'
        ELSE result.state END,
    settled_at = CASE
        WHEN result.state NOT IN ('queued', 'deferred') OR delivery.withdrawn
            OR mailing.status IN ('cancelling', 'cancelled') THEN statement_timestamp() END,
    lease_id = CASE WHEN result.state = 'in_doubt' THEN delivery.lease_id END,
    attempts = delivery.attempts + result.attempts,
    interrupted = delivery.interrupted + result.interrupted,
    not_before = coalesce(result.not_before, delivery.not_before),
    reply_code = coalesce(result.code, delivery.reply_code),
    enhanced_code = result.enhanced_code,
    detail = result.detail,
    message_digest = result.digest
FROM delivery_mailing AS mailing, unnest(
        %s::bigint[], %s::bigint[], %s::text[], %s::smallint[], %s::smallint[], %s::timestamptz[], %s::smallint[],
        %s::text[], %s::text[], %s::text[]
    ) AS result (id, lease_id, state, attempts, interrupted, not_before, code, enhanced_code, detail, digest)
WHERE delivery.id = result.id AND delivery.lease_id = result.lease_id
    AND delivery.state IN ('claimed', 'in_doubt') AND mailing.id = delivery.mailing_id
RETURNING delivery.id
"""


@dataclass(slots=True)
class Result:
    """What became of one claimed delivery. `attempts` is 1 when the server was really asked."""

    delivery_id: int
    lease_id: int
    mailing_id: int
    state: State
    attempts: int = 0
    interrupted: int = 0
    not_before: datetime | None = None
    code: int | None = None
    enhanced_code: str = ""
    detail: str = ""
    digest: str = ""


def deferred(result: Result, earlier_attempts: int) -> Result:
    """Return the result of a try that the server asked to repeat: later, or failed when it was the last."""
    attempts = earlier_attempts + 1
    if attempts >= MOST_ATTEMPTS:
        return replace(result, state=State.FAILED)
    return replace(
        result, state=State.DEFERRED, not_before=timezone.now() + pause_before(attempts + 1, result.enhanced_code)
    )


def settle(results: Iterable[Result], *, closed_leases: Sequence[int] = ()) -> int:
    """Apply results, note events and outcomes, delete closed leases; return how many results counted.

    One transaction per mailing, rows in the order of their ids, so that two never wait in a circle.
    """
    by_mailing: dict[int, list[Result]] = defaultdict(list)
    for result in results:
        by_mailing[result.mailing_id].append(result)
    counted = 0
    for mailing_id in sorted(by_mailing):
        with transaction.atomic():
            counted += _settle_mailing(mailing_id, sorted(by_mailing[mailing_id], key=lambda each: each.delivery_id))
    if closed_leases:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM delivery_lease WHERE id = ANY(%s)", [list(closed_leases)])
    return counted


def _settle_mailing(mailing_id: int, results: list[Result]) -> int:
    columns = zip(
        *(
            (
                result.delivery_id,
                result.lease_id,
                str(result.state),
                result.attempts,
                result.interrupted,
                result.not_before,
                result.code,
                result.enhanced_code[:12],
                result.detail[:500],
                result.digest,
            )
            for result in results
        ),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [list(column) for column in columns])
        counted = {row[0] for row in cursor.fetchall()}
    _note_events(results, counted)
    note_refused_deliveries(
        Refusal(result.delivery_id, result.enhanced_code, result.code, result.detail)
        for result in results
        if result.state == State.FAILED and result.code is not None and result.delivery_id in counted
    )
    mailing = Mailing.objects.only("kind").get(pk=mailing_id)
    if kind_listens(mailing.kind):
        heard = [
            result.delivery_id
            for result in results
            if result.delivery_id in counted and result.state not in {State.QUEUED, State.CLAIMED}
        ]
        note_outcomes(mailing, heard)
    return len(counted)


def _note_events(results: list[Result], counted: set[int]) -> None:
    kinds = {State.DEFERRED: EventKind.DEFERRED, State.IN_DOUBT: EventKind.IN_DOUBT}
    events = [
        DeliveryEvent(
            delivery_id=result.delivery_id, kind=kinds[result.state], reply_code=result.code, detail=result.detail[:500]
        )
        for result in results
        if result.delivery_id in counted and result.state in kinds
    ]
    late = [result for result in results if result.delivery_id not in counted and result.state == State.SENT]
    if late:
        events += [
            DeliveryEvent(delivery_id=result.delivery_id, kind=EventKind.LATE_ACCEPTANCE, detail=result.detail[:500])
            for result in _not_yet_known(late)
        ]
    if events:
        DeliveryEvent.objects.bulk_create(events)


def _not_yet_known(late: list[Result]) -> list[Result]:
    """Leave out acceptances that were settled already, before a journal was read a second time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, message_digest FROM delivery_delivery WHERE id = ANY(%s)", [[each.delivery_id for each in late]]
        )
        digests = dict(cursor.fetchall())
        cursor.execute(
            "SELECT delivery_id FROM delivery_deliveryevent WHERE delivery_id = ANY(%s) AND kind = %s",
            [[each.delivery_id for each in late], EventKind.LATE_ACCEPTANCE.value],
        )
        noted = {row[0] for row in cursor.fetchall()}
    return [
        each
        for each in late
        if each.delivery_id in digests and digests[each.delivery_id] != each.digest and each.delivery_id not in noted
    ]
