"""Ask, just before sending, whether each delivery may still go."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from django.db import DatabaseError, connection

from delivery.addresses import address_digest
from delivery.kinds import mailing_kind
from delivery.models import State
from delivery.sending.claim import Claimed
from delivery.sending.settling import Result

logger = structlog.get_logger(__name__)

# A delivery checked longer ago than this is checked again before its final dot leaves.
CHECK_LASTS_SECONDS: Final = 0.5

_STILL_MINE = """
SELECT delivery.id, delivery.lease_id, delivery.withdrawn, mailing.status
FROM delivery_delivery AS delivery JOIN delivery_mailing AS mailing ON mailing.id = delivery.mailing_id
WHERE delivery.id = ANY(%s) AND delivery.state = 'claimed'
"""


# One parameter however many addresses: composing a query of two hundred costs more than running it.
_SUPPRESSED = """
SELECT address_digest, reason FROM delivery_suppression WHERE address_digest = ANY(%s) AND lifted_at IS NULL
"""


class KindFailedError(RuntimeError):
    """A mailing kind could not say what may be sent, or with which values; its mailing must wait for staff."""

    def __init__(self, mailing_id: int, kind: str, reason: str) -> None:
        super().__init__(f"The mailing kind {kind} could not say what may be sent ({reason}).")
        self.mailing_id = mailing_id


def is_stale(claimed: Claimed) -> bool:
    """Whether a delivery has to be checked again before it may leave."""
    return time.monotonic() - claimed.checked_at > CHECK_LASTS_SECONDS


@dataclass(frozen=True)
class Verdict:
    """Which deliveries may go, what became of the others, and which are not ours any more."""

    may_go: list[Claimed]
    stopped: list[Result]
    lost: list[Claimed]


def check(claimed: Sequence[Claimed], kinds: dict[int, str], *, just_claimed: bool) -> Verdict:
    """Check a batch: lease, mailing, withdrawal, suppression, and the kind's own word; a few queries each.

    `kinds` names the kind of each mailing. Raises `KindFailedError` when a kind raises.
    """
    checked_at = time.monotonic()
    stopped: list[Result] = []
    lost: list[Claimed] = []
    remaining = list(claimed) if just_claimed else _still_mine(claimed, stopped, lost)
    remaining = _not_suppressed(remaining, stopped)
    remaining = _not_withheld(remaining, kinds, stopped)
    for each in remaining:
        each.checked_at = checked_at
    return Verdict(remaining, stopped, lost)


def result_of(claimed: Claimed, state: State, detail: str = "") -> Result:
    """Return a result for a claimed delivery that never reached a server."""
    return Result(claimed.id, claimed.lease.id, claimed.mailing_id, state, detail=detail)


def _still_mine(claimed: Sequence[Claimed], stopped: list[Result], lost: list[Claimed]) -> list[Claimed]:
    with connection.cursor() as cursor:
        cursor.execute(_STILL_MINE, [[each.id for each in claimed]])
        known = {row[0]: row[1:] for row in cursor.fetchall()}
    remaining = []
    for each in claimed:
        lease_id, withdrawn, status = known.get(each.id, (None, False, ""))
        if lease_id != each.lease.id:
            lost.append(each)
        elif withdrawn or status == "cancelling":
            stopped.append(result_of(each, State.CANCELLED))
        elif status != "running":
            stopped.append(result_of(each, State.QUEUED))
        else:
            remaining.append(each)
    return remaining


def _not_suppressed(claimed: list[Claimed], stopped: list[Result]) -> list[Claimed]:
    if not claimed:
        return []
    digests = {each.id: address_digest(each.addressee.address) for each in claimed}
    with connection.cursor() as cursor:
        cursor.execute(_SUPPRESSED, [list(digests.values())])
        reasons = dict(cursor.fetchall())
    if not reasons:
        return claimed
    remaining = []
    for each in claimed:
        reason = reasons.get(digests[each.id])
        if reason is None:
            remaining.append(each)
        else:
            stopped.append(result_of(each, State.SUPPRESSED, reason))
    return remaining


def _not_withheld(claimed: list[Claimed], kinds: dict[int, str], stopped: list[Result]) -> list[Claimed]:
    by_mailing: dict[int, list[Claimed]] = {}
    for each in claimed:
        by_mailing.setdefault(each.mailing_id, []).append(each)
    remaining = []
    for mailing_id, group in by_mailing.items():
        reasons = _reasons(mailing_id, kinds[mailing_id], group)
        for each in group:
            reason = reasons.get(each.reference)
            if reason is None:
                remaining.append(each)
            else:
                stopped.append(result_of(each, State.WITHHELD, reason))
    return remaining


def _reasons(mailing_id: int, kind: str, group: list[Claimed]) -> dict[str, str]:
    try:
        return dict(mailing_kind(kind).may_send([each.reference for each in group]))
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("mailing_kind_failed", kind=kind, mailing=mailing_id)
        raise KindFailedError(mailing_id, kind, type(error).__name__) from error
