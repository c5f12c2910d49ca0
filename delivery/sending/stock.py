"""The deliveries a sender holds ready: claimed, checked, in turn."""

import time
from collections import deque
from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog
from django.db import DatabaseError
from django.utils import timezone

from delivery.compile import CompiledContent, load_compiled
from delivery.content import MailingStateError
from delivery.late_values import has_late_values
from delivery.mailings import pause_mailing
from delivery.message import Envelope
from delivery.models import Mailing, MailingVariant, State
from delivery.sending import pacing
from delivery.sending.checks import KindFailedError, check, is_stale, result_of
from delivery.sending.claim import WAITS_FOR_ITS_TURN, Claimed, claim, mailings_at_work, next_due
from delivery.sending.filling import give_late_values
from delivery.sending.journal import Journal
from delivery.sending.ledger import Ledger
from delivery.sending.warm_up import DailyLimit
from delivery.showing import envelope_of

logger = structlog.get_logger(__name__)

BATCH: Final = 200
_LOOK_AGAIN_SECONDS: Final = 0.2
_WAIT_FOR_DUE: Final = timedelta(seconds=5)


class Stock:
    """Claims from the running mailings in turn and keeps what was claimed fresh."""

    def __init__(self, journal: Journal, ledger: Ledger) -> None:
        self._journal = journal
        self._ledger = ledger
        self._ready: deque[Claimed] = deque()
        self._kinds: dict[int, str] = {}
        self._envelopes: dict[int, Envelope] = {}
        self._texts: dict[tuple[int, int], CompiledContent] = {}
        self._turn: deque[Mailing] = deque()
        self._daily_limit = DailyLimit()
        self._look_again_at = 0.0
        self.exhausted = False

    def __len__(self) -> int:
        return len(self._ready)

    def envelope(self, claimed: Claimed) -> Envelope:
        """What the delivery's mailing gives to each message."""
        return self._envelopes[claimed.mailing_id]

    def text(self, claimed: Claimed) -> CompiledContent:
        """The compiled text of the delivery."""
        return self._texts[claimed.mailing_id, claimed.variant_number]

    def replenish(self) -> None:
        """Claim a batch when few are left; note when nothing is due now or within seconds."""
        if len(self._ready) > BATCH // 2 or time.monotonic() < self._look_again_at:
            return
        if not self._turn:
            self._turn.extend(mailings_at_work())
        for _ in range(len(self._turn)):
            if self._claim_from(self._turn.popleft()):
                self.exhausted = False
                return
        self._look_again_at = time.monotonic() + _LOOK_AGAIN_SECONDS
        self.exhausted = next_due(_WAIT_FOR_DUE) is None

    def _claim_from(self, mailing: Mailing) -> bool:
        limit = self._daily_limit.take(BATCH)
        if limit:
            limit = pacing.allowance(f"mailing:{mailing.pk}", mailing.messages_per_second, limit)
        if limit == 0:
            return False
        claimed = claim(
            mailing.pk,
            store=self._journal.store,
            journal=self._journal.name,
            limit=limit,
            late_values=has_late_values(mailing.kind),
        )
        if not claimed:
            return False
        self._ledger.hold(claimed[0].lease)
        self._kinds[mailing.pk] = mailing.kind
        if mailing.pk not in self._envelopes:
            self._envelopes[mailing.pk] = envelope_of(mailing)
        try:
            self._load_texts(mailing.pk, {each.variant_number for each in claimed})
            checked = self._checked(self._filled(claimed), just_claimed=True)
        except DatabaseError:
            for each in claimed:
                self._ledger.add(result_of(each, State.QUEUED))
            raise
        self._ready.extend(self._in_turn(checked))
        return True

    def _filled(self, claimed: list[Claimed]) -> list[Claimed]:
        """Ask the mailing's kind for the values that are given late, and keep them before anything leaves."""
        try:
            give_late_values(claimed, self._kinds[claimed[0].mailing_id])
        except KindFailedError as error:
            self._stop(claimed, error)
            return []
        return claimed

    def _load_texts(self, mailing_id: int, numbers: set[int]) -> None:
        missing = [number for number in numbers if (mailing_id, number) not in self._texts]
        if missing:
            for variant in MailingVariant.objects.filter(mailing_id=mailing_id, number__in=missing):
                self._texts[mailing_id, variant.number] = load_compiled(variant.digest, variant.compiled)

    def next(self) -> Claimed | None:
        """Return the next delivery that was checked just now and whose lease still holds."""
        while self._ready:
            if is_stale(self._ready[0]):
                self._refresh()
                continue
            claimed = self._ready.popleft()
            if claimed.lease.is_usable():
                return claimed
            self._ledger.add(result_of(claimed, State.QUEUED))
        return None

    def _refresh(self) -> None:
        waiting, self._ready = self._ready, deque()
        try:
            fresh = self._checked(list(waiting), just_claimed=False)
        except DatabaseError:
            self._ready = waiting
            raise
        self._ready.extend(fresh)

    def still_may_go(self, claimed: Claimed) -> bool:
        """Check a delivery again whose envelope is with the server already; its result is noted when it may not."""
        return not is_stale(claimed) or bool(self._checked([claimed], just_claimed=False))

    def _checked(self, claimed: list[Claimed], *, just_claimed: bool) -> list[Claimed]:
        try:
            verdict = check(claimed, self._kinds, just_claimed=just_claimed)
        except KindFailedError as error:
            self._stop(claimed, error)
            return []
        for result in verdict.stopped:
            self._ledger.add(result)
        for each in verdict.lost:
            each.lease.lost = True
            self._ledger.add(result_of(each, State.QUEUED))
        return verdict.may_go

    def _stop(self, claimed: list[Claimed], error: KindFailedError) -> None:
        for each in claimed:
            self._ledger.add(result_of(each, State.QUEUED))
        self.pause(error.mailing_id, str(error))

    def _in_turn(self, claimed: list[Claimed]) -> list[Claimed]:
        """Put back what its receiving domain or its office may not get yet."""
        remaining = []
        for each in claimed:
            wait = 0.0 if each.has_turn else pacing.wait_for(each.addressee.address, each.pacing_key)
            if wait <= 0:
                remaining.append(each)
                continue
            back = result_of(each, State.QUEUED, WAITS_FOR_ITS_TURN)
            self._ledger.add(replace(back, not_before=timezone.now() + timedelta(seconds=wait)))
        return remaining

    def pause(self, mailing_id: int, reason: str) -> None:
        """Pause a mailing for a reason staff will read, and give back what is held of it."""
        logger.warning("mailing_paused", mailing=mailing_id, reason=reason)
        kept = deque(each for each in self._ready if each.mailing_id != mailing_id)
        for each in self._ready:
            if each.mailing_id == mailing_id:
                self._ledger.add(result_of(each, State.QUEUED))
        self._ready = kept
        self._turn = deque(mailing for mailing in self._turn if mailing.pk != mailing_id)
        try:
            pause_mailing(mailing_id, reason=reason)
        except (MailingStateError, DatabaseError) as error:
            logger.warning("mailing_not_paused", mailing=mailing_id, error=type(error).__name__)

    def give_back(self) -> None:
        """Return everything that was not handed over to the queue."""
        while self._ready:
            self._ledger.add(result_of(self._ready.popleft(), State.QUEUED))
