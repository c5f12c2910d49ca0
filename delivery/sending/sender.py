"""One sender: claims, checks, hands over, settles, until nothing is due or its time is over."""

import hashlib
import socket
import time
from dataclasses import dataclass, replace
from typing import Final

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from delivery.content import MailingContentError
from delivery.message import build_message
from delivery.models import State
from delivery.return_path import bounce_address
from delivery.sending.breaker import CircuitBreaker
from delivery.sending.checks import result_of
from delivery.sending.claim import Claimed
from delivery.sending.journal import Journal, JournalError, journal_directory
from delivery.sending.ledger import Ledger
from delivery.sending.pacing import note_deferral
from delivery.sending.pool import ConnectionPool
from delivery.sending.recovery import recover
from delivery.sending.settling import Result, deferred
from delivery.sending.stock import Stock
from delivery.signing.configured import sign
from delivery.smtp.connection import Letter
from delivery.smtp.opening import Features
from delivery.smtp.replies import Reply
from delivery.smtp.server import Server, configured_server

logger = structlog.get_logger(__name__)

RUN_SECONDS: Final = 30.0
_JOURNAL_TURNS_AFTER: Final = 250_000
_DATABASE_PATIENCE_SECONDS: Final = 20.0
_DATABASE_RETRY_SECONDS: Final = 0.5
_LONGEST_WAIT: Final = 0.2
_BROKEN_DATABASE = (OperationalError, InterfaceError)


@dataclass(eq=False)
class ClaimedLetter(Letter):
    """A letter together with the delivery it is and the digest of its bytes below the signatures."""

    claimed: Claimed
    digest: str


@dataclass(frozen=True)
class RunSummary:
    """What one run of a sender did: final dots sent, results settled, the server's trouble in words.

    `more_is_due` says that it ended because its time was over, not for want of work or of a server.
    """

    handed_over: int
    settled: int
    trouble: str = ""
    more_is_due: bool = False


def send_due(*, seconds: float = RUN_SECONDS, connections: int | None = None) -> RunSummary:
    """Recover what dead senders of this machine left, then send what is due, for about `seconds`.

    Raises `OutboundRefusedError` when the sandbox forbids the configured server and `JournalError` when
    the journal cannot be written; nothing was sent then.
    """
    recover()
    return DeliverySender(configured_server(), connections=connections).run(seconds=seconds)


class DeliverySender:
    """Sends from one process over several connections; see `docs/decisions/0004-outbox.md`."""

    def __init__(self, server: Server, *, connections: int | None = None) -> None:
        self._connection_count: int = connections or settings.DELIVERY_CONNECTIONS
        self._journal = Journal(journal_directory())
        self._journal_broken = False
        self._ledger = Ledger()
        self._stock = Stock(self._journal, self._ledger)
        self._pool = ConnectionPool(server, self, size=self._connection_count, local_name=_local_name())
        self._breaker = CircuitBreaker()
        self._stopping = False
        self._handed_over = 0
        self._database_lost_at: float | None = None
        self._database_retry_at = 0.0

    def run(self, *, seconds: float) -> RunSummary:
        """Send until nothing is due or the time is over, then settle everything and close."""
        end = time.monotonic() + seconds
        try:
            while not self._is_over(end):
                self._turn()
        finally:
            trouble = self._pool.trouble
            more_is_due = not trouble and not self._stock.exhausted
            self._finish()
        if trouble:
            logger.warning("delivery_server_trouble", error=trouble)
        return RunSummary(self._handed_over, self._ledger.settled, trouble, more_is_due)

    def _is_over(self, end: float) -> bool:
        now = time.monotonic()
        self._stopping = (
            self._stopping
            or now > end
            or self._journal.sealed
            or self._journal_broken
            or self._pool.hopeless
            or self._handed_over > _JOURNAL_TURNS_AFTER
            or (self._database_lost_at is not None and now - self._database_lost_at > _DATABASE_PATIENCE_SECONDS)
        )
        return (self._stopping or (self._stock.exhausted and not self._stock)) and not self._pool.busy

    def _turn(self) -> None:
        self._talk_to_database()
        if not self._stopping and self._stock:
            self._pool.open_more(min(self._connection_count, len(self._stock)))
            for each in list(self._pool.connections):
                if each.idle and not each.give():
                    break
        to_flush = self._ledger.seconds_to_flush()
        self._pool.turn(_LONGEST_WAIT if to_flush is None else min(_LONGEST_WAIT, to_flush))

    def _talk_to_database(self) -> None:
        if self._database_lost_at is not None and time.monotonic() < self._database_retry_at:
            return
        try:
            self._ledger.flush_if_due()
            self._ledger.renew_leases()
            if not self._stopping:
                self._stock.replenish()
            self._database_lost_at = None
        except _BROKEN_DATABASE:
            self._lose_database()

    def _lose_database(self) -> None:
        """Keep what is known and hand over nothing new until it is back; should we die, the journal has it."""
        if self._database_lost_at is None:
            self._database_lost_at = time.monotonic()
            logger.warning("delivery_database_lost")
        self._database_retry_at = time.monotonic() + _DATABASE_RETRY_SECONDS
        connection.close()

    def next_letter(self, features: Features) -> ClaimedLetter | None:
        """Give out the next checked delivery as a finished message."""
        while not self._stopping and self._database_lost_at is None:
            try:
                claimed = self._stock.next()
            except _BROKEN_DATABASE:
                self._lose_database()
                return None
            if claimed is None:
                return None
            if not claimed.addressee.address.isascii() and not features.international:
                self._note(result_of(claimed, State.FAILED, "The mail server takes no international addresses."))
                continue
            letter = self._built(claimed)
            if letter is not None:
                return letter
        return None

    def _built(self, claimed: Claimed) -> ClaimedLetter | None:
        try:
            self._journal.started(claimed.lease.id, claimed.id)
            message = build_message(
                self._stock.text(claimed), self._stock.envelope(claimed), claimed.addressee, claimed.claimed_at
            )
            on_the_wire = sign(message, claimed.claimed_at)
        except JournalError as error:
            self._break_journal(error)
            self._note(result_of(claimed, State.QUEUED))
            return None
        except (MailingContentError, KeyError, ValueError) as error:
            self._note(result_of(claimed, State.FAILED, f"The message could not be built: {error}"))
            return None
        return ClaimedLetter(
            envelope_sender=bounce_address(claimed.id, settings.MAIL_DOMAIN),
            envelope_recipient=claimed.addressee.address,
            message=on_the_wire,
            claimed=claimed,
            digest=hashlib.sha256(message).hexdigest(),
        )

    def may_hand_over(self, letter: Letter) -> bool:
        """Write the record, then look at seal and lease: in this order no copy can leave twice."""
        assert isinstance(letter, ClaimedLetter)  # noqa: S101 - we gave it out ourselves
        claimed = letter.claimed
        try:
            if not self._stock.still_may_go(claimed):
                return False
            self._journal.handed_over(claimed.lease.id, claimed.id, letter.digest)
            if self._journal.sealed or not claimed.lease.is_usable():
                self._journal.taken_back(claimed.lease.id, claimed.id)
                self._note(result_of(claimed, State.QUEUED))
                return False
        except JournalError as error:
            self._break_journal(error)
            self._note(result_of(claimed, State.QUEUED))
            return False
        except _BROKEN_DATABASE:
            self._lose_database()
            self._note(result_of(claimed, State.QUEUED))
            return False
        self._handed_over += 1
        return True

    def answered(self, letter: Letter, reply: Reply, stage: str) -> None:
        """Note the server's decision; a refusal of our own sender address stops the whole mailing."""
        assert isinstance(letter, ClaimedLetter)  # noqa: S101 - we gave it out ourselves
        claimed = letter.claimed
        if stage == "DOT":
            try:
                self._journal.answered(claimed.lease.id, claimed.id, reply.code, reply.words)
            except JournalError as error:
                self._break_journal(error)
        elif stage == "MAIL" and reply.permanent:
            self._note(result_of(claimed, State.QUEUED))
            self._stock.pause(claimed.mailing_id, f"The mail server refuses the sender: {reply}")
            return
        result = result_of_reply(claimed, reply, letter.digest)
        if result.state == State.DEFERRED:
            note_deferral(claimed.addressee.address, reply.code, reply.enhanced_code)
        self._note(result)

    def not_handed_over(self, letter: Letter, why: str) -> None:
        """Put the delivery off: the connection ended before its final dot left."""
        assert isinstance(letter, ClaimedLetter)  # noqa: S101 - we gave it out ourselves
        claimed = letter.claimed
        try:
            self._journal.taken_back(claimed.lease.id, claimed.id)
        except JournalError as error:
            self._break_journal(error)
        if self._stopping or claimed.lease.lost:
            self._note(result_of(claimed, State.QUEUED))
        else:
            self._note(deferred(replace(result_of(claimed, State.DEFERRED, why), attempts=1), claimed.attempts))

    def unanswered(self, letter: Letter, why: str) -> None:
        """Nobody can know whether the server took it: in doubt."""
        assert isinstance(letter, ClaimedLetter)  # noqa: S101 - we gave it out ourselves
        self._note(replace(result_of(letter.claimed, State.IN_DOUBT, why), attempts=1, digest=letter.digest))

    def _note(self, result: Result) -> None:
        self._ledger.add(result)
        reason = self._breaker.note(result)
        if reason:
            self._stock.pause(result.mailing_id, reason)

    def _break_journal(self, error: JournalError) -> None:
        if not self._journal_broken:
            logger.error("delivery_journal_broken", error=str(error))
        self._journal_broken = True

    def _finish(self) -> None:
        """Give back what was not handed over, settle, and remove the journal once the database knows it all."""
        self._stopping = True
        self._pool.close()
        self._stock.give_back()
        try:
            self._ledger.flush()
        except _BROKEN_DATABASE:
            connection.close()
            try:
                self._ledger.flush()
            except _BROKEN_DATABASE:
                logger.warning("delivery_left_to_journal")
        self._journal.close(remove=self._ledger.is_clear)


def result_of_reply(claimed: Claimed, reply: Reply, digest: str) -> Result:
    """Return the result that the server's answer means."""
    state = State.SENT if reply.positive else State.FAILED if reply.permanent else State.DEFERRED
    result = Result(
        claimed.id,
        claimed.lease.id,
        claimed.mailing_id,
        state,
        attempts=1,
        code=reply.code,
        enhanced_code=reply.enhanced_code,
        detail=reply.words,
        digest=digest if state is State.SENT else "",
    )
    return deferred(result, claimed.attempts) if state is State.DEFERRED else result


def _local_name() -> str:
    name = socket.gethostname()
    return name if name.isascii() and "." in name else "localhost"
