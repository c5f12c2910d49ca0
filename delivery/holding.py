"""Deliveries held back until it is known with which text they leave, and what is known about each text meanwhile."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Sum

from delivery import doorbells
from delivery.models import Delivery, MailingVariant, State, VariantTally

CHUNK: Final = 5_000

# From the far end of the queue, where what is held stands: released rows in front of it are never read again.
_RELEASE: Final = """
UPDATE delivery_delivery SET variant_number = %s, not_before = statement_timestamp()
WHERE id IN (
    SELECT id FROM delivery_delivery
    WHERE mailing_id = %s AND state IN ('queued', 'deferred') AND not_before >= %s
        AND state = 'queued' AND variant_number = %s
    ORDER BY not_before DESC, id DESC LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True)
class Released:
    """How many deliveries were let go just now, and whether none is held any more."""

    count: int
    is_done: bool


def release_held(mailing_id: int, *, held: int, held_until: datetime, to: int, most: int | None = None) -> Released:
    """Let deliveries that wait with text number `held` until `held_until` or longer leave now, with text number `to`.

    Only those: what has left, is leaving, was cancelled or withheld stays as it is. In chunks of a transaction each, up
    to about `most`, so that senders never wait for a million rows; interrupted anywhere it goes on where it stopped,
    and any number may run at once. A paused mailing stays paused, and so does what is let go. Raises `LookupError`
    when the mailing has no text `to`.
    """
    if to == held or not MailingVariant.objects.filter(mailing_id=mailing_id, number=to).exists():
        raise LookupError(f"The mailing has no other text number {to}.")
    released = 0
    while most is None or released < most:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_RELEASE, [to, mailing_id, held_until, held, CHUNK])
            count = cursor.rowcount
            if count:
                transaction.on_commit(doorbells.ring_senders)
        released += count
        if not count:
            break
    waiting = Delivery.objects.filter(
        mailing_id=mailing_id, state=State.QUEUED, not_before__gte=held_until, variant_number=held
    )
    return Released(released, is_done=not waiting.exists())


@dataclass(frozen=True)
class TextFigures:
    """What became of the deliveries with one text; each figure comes from tallies."""

    counts: Mapping[str, int]
    """Deliveries by state, and events by kind."""

    def __getitem__(self, measure: str) -> int:
        return self.counts.get(measure, 0)

    @property
    def intended(self) -> int:
        """All deliveries with this text."""
        return sum(self[state] for state in State.values)

    @property
    def on_their_way(self) -> int:
        """Not tried yet, or being sent at this moment; one that a server deferred has been tried."""
        return self[State.QUEUED] + self[State.CLAIMED]

    @property
    def arrived(self) -> int:
        """Accepted by a server and not come back so far."""
        return max(0, self[State.SENT] - self["bounced"])


def text_figures(mailing_id: int) -> Mapping[int, TextFigures]:
    """Return the figures of a mailing's texts from number 1 on, in one query, whatever the number of recipients."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    sums = VariantTally.objects.filter(mailing_id=mailing_id).values_list("variant_number", "measure")
    for number, measure, total in sums.annotate(total=Sum("count")):
        found[number][measure] = total
    return {number: TextFigures(counts) for number, counts in found.items()}
