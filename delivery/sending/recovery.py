"""Settle what dead, stalled and lost senders left behind.

| what is found | what it means | what becomes of the rest of the lease |
|---|---|---|
| a journal without a living sender | the sender died; everything is known | answered: settled; handed over: in doubt; the rest: queued again |
| a living sender whose lease ran out | it stalled; its journal is sealed first | the same |
| a lease that ran out, its journal on another host or gone | nobody here can know | in doubt, all of it, until the journal turns up |
| a journal from before the machine started anew | its last records may be missing | not answered: in doubt |
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog
from django.db import connection, transaction
from django.utils import timezone

from delivery.models import Lease, State
from delivery.sending.journal import (
    Records,
    journal_directory,
    journals,
    locked_if_abandoned,
    read_records,
    seal,
    store_id,
)
from delivery.sending.settling import MOST_INTERRUPTIONS, Result, deferred, settle
from delivery.smtp.replies import Reply

logger = structlog.get_logger(__name__)

# How long after its end a lease of another host is left alone, for the clocks of two hosts differ.
FOREIGN_GRACE: Final = timedelta(seconds=30)
_CHUNK: Final = 2_000


def recover() -> int:
    """Settle all that can be settled from here; return how many deliveries changed. Safe to run at any time."""
    directory = journal_directory()
    changed = 0
    for path in journals(directory):
        with locked_if_abandoned(path) as abandoned:
            if abandoned:
                changed += _replay(path)
                path.unlink(missing_ok=True)
    changed += _take_over_stalled(directory)
    changed += _doubt_unreadable(directory)
    if changed:
        logger.info("deliveries_recovered", deliveries=changed)
    return changed


def _take_over_stalled(directory: Path) -> int:
    names = (
        Lease.objects.filter(journal_store=store_id(directory), expires_at__lt=timezone.now())
        .values_list("journal", flat=True)
        .distinct()
    )
    changed = 0
    for name in names:
        path = directory / name
        if path.exists():
            seal(path)
            changed += _replay(path)
    return changed


def _doubt_unreadable(directory: Path) -> int:
    """Put the leases in doubt whose journal cannot be read from here."""
    here = store_id(directory)
    changed = 0
    for lease in Lease.objects.filter(expires_at__lt=timezone.now(), put_in_doubt_at=None):
        is_here = lease.journal_store == here
        if is_here and (directory / lease.journal).exists():
            continue
        if not is_here and lease.expires_at + FOREIGN_GRACE > timezone.now():
            continue
        changed += _doubt(lease)
    return changed


def _doubt(lease: Lease) -> int:
    with transaction.atomic():
        locked = Lease.objects.select_for_update(skip_locked=True).filter(pk=lease.pk, put_in_doubt_at=None).first()
        if locked is None:
            return 0
        results = [
            Result(
                delivery_id,
                lease.pk,
                lease.mailing_id,
                State.IN_DOUBT,
                detail="The sender was lost together with its journal.",
            )
            for delivery_id, _, _, _ in _open_deliveries(lease.pk, ["claimed"])
        ]
        changed = settle(results)
        locked.put_in_doubt_at = timezone.now()
        locked.save(update_fields=["put_in_doubt_at"])
    return changed


def _replay(path: Path) -> int:
    """Settle everything a journal knows about; the caller keeps its sender from going on."""
    records = read_records(path)
    lease_ids = set(Lease.objects.filter(journal=path.name).values_list("id", flat=True))
    lease_ids |= {lease_id for lease_id, _ in [*records.answered, *records.handed_over]}
    changed = 0
    for lease_id in sorted(lease_ids):
        changed += _replay_lease(lease_id, records)
    return changed


def _replay_lease(lease_id: int, records: Records) -> int:
    open_deliveries = _open_deliveries(lease_id, ["claimed", "in_doubt"])
    results = [_result(lease_id, each, records) for each in open_deliveries]
    known = {delivery_id for delivery_id, _, _, _ in open_deliveries}
    results += _late_acceptances(lease_id, known, records)
    changed = 0
    for start in range(0, len(results), _CHUNK):
        changed += settle(results[start : start + _CHUNK])
    Lease.objects.filter(pk=lease_id).delete()
    return changed


def _result(lease_id: int, open_delivery: tuple[int, int, int, int], records: Records) -> Result:
    delivery_id, mailing_id, attempts, interrupted = open_delivery
    key = (lease_id, delivery_id)
    result = Result(delivery_id, lease_id, mailing_id, State.QUEUED)
    digest = records.handed_over.get(key, "")
    if key in records.answered:
        code, words = records.answered[key]
        return _answered(result, code, words, digest, attempts)
    if digest:
        return replace(
            result,
            state=State.IN_DOUBT,
            attempts=1,
            digest=digest,
            detail="The sender died before the server answered.",
        )
    if not records.same_boot:
        return replace(result, state=State.IN_DOUBT, detail="The machine stopped; its last records may be missing.")
    if key == records.last_started:
        if interrupted + 1 >= MOST_INTERRUPTIONS:
            return replace(
                result,
                state=State.FAILED,
                interrupted=1,
                detail=f"Building this message ended a sender {MOST_INTERRUPTIONS} times; it is kept back.",
            )
        return replace(result, interrupted=1)
    return result


def _answered(result: Result, code: int, words: str, digest: str, attempts: int) -> Result:
    reply = Reply(code, words)
    known = replace(result, attempts=1, code=code, enhanced_code=reply.enhanced_code, detail=words)
    if reply.positive:
        return replace(known, state=State.SENT, digest=digest)
    if reply.permanent:
        return replace(known, state=State.FAILED)
    return deferred(known, attempts)


def _late_acceptances(lease_id: int, known: set[int], records: Records) -> list[Result]:
    """Acceptances of deliveries that carry another lease by now, so that the copy is noted."""
    late = {
        delivery_id: (words, records.handed_over.get((lease_id, delivery_id), ""))
        for (lease, delivery_id), (code, words) in records.answered.items()
        if lease == lease_id and delivery_id not in known and 200 <= code < 300
    }
    if not late:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, mailing_id FROM delivery_delivery WHERE id = ANY(%s)", [list(late)])
        mailings = dict(cursor.fetchall())
    return [
        Result(delivery_id, lease_id, mailings[delivery_id], State.SENT, detail=words, digest=digest)
        for delivery_id, (words, digest) in late.items()
        if delivery_id in mailings
    ]


def _open_deliveries(lease_id: int, states: list[str]) -> list[tuple[int, int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, mailing_id, attempts, interrupted FROM delivery_delivery"
            " WHERE lease_id = %s AND state = ANY(%s) AND state IN ('claimed', 'in_doubt') ORDER BY id",
            [lease_id, states],
        )
        return [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]
