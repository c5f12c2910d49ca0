"""What a sender knows and the database does not yet: results to write, leases to keep."""

import time
from typing import Final

from django.conf import settings

from delivery.sending.claim import HeldLease, renew, steady_clock
from delivery.sending.settling import Result, settle

FLUSH_ROWS: Final = 200
FLUSH_SECONDS: Final = 0.5


class Ledger:
    """Gathers results and writes them in batches of 200 or every half second; deletes leases that are done."""

    def __init__(self) -> None:
        self._results: list[Result] = []
        self._first_result_at = 0.0
        self._leases: dict[int, HeldLease] = {}
        self.settled = 0

    @property
    def is_clear(self) -> bool:
        """Whether the database knows everything."""
        return not self._results and not self._leases

    def hold(self, lease: HeldLease) -> None:
        """Take note of a new lease."""
        self._leases[lease.id] = lease

    def add(self, result: Result) -> None:
        """Take note of a result; each claimed delivery gets exactly one."""
        if not self._results:
            self._first_result_at = time.monotonic()
        self._results.append(result)
        lease = self._leases.get(result.lease_id)
        if lease is not None:
            lease.open_deliveries -= 1

    def seconds_to_flush(self) -> float | None:
        """How long the oldest result may still wait, or nothing when there is none."""
        if not self._results:
            return None
        if len(self._results) >= FLUSH_ROWS:
            return 0.0
        return max(0.0, self._first_result_at + FLUSH_SECONDS - time.monotonic())

    def flush_if_due(self) -> None:
        """Write when 200 results or half a second have come together."""
        if self.seconds_to_flush() == 0.0:
            self.flush()

    def flush(self) -> None:
        """Write everything; on a database error nothing is forgotten."""
        done = [lease.id for lease in self._leases.values() if lease.open_deliveries <= 0]
        if not self._results and not done:
            return
        self.settled += settle(self._results, closed_leases=done)
        self._results.clear()
        for lease_id in done:
            del self._leases[lease_id]

    def renew_leases(self) -> None:
        """Extend the leases that would run out soon."""
        soon = steady_clock() + settings.DELIVERY_LEASE_SECONDS * 0.4
        aging = [lease for lease in self._leases.values() if not lease.lost and lease.usable_until < soon]
        if aging:
            renew(aging)
