"""Go through the return mailbox: record what is recognised, put aside what is not."""

from dataclasses import dataclass
from typing import Final

import structlog
from django.conf import settings
from django.db import connection

from delivery.inbound.mailboxes import open_mailbox
from delivery.inbound.message import READ_BYTES, read_message
from delivery.inbound.recording import record

logger = structlog.get_logger(__name__)

MOST_AT_ONCE: Final = 500
# Which advisory lock of PostgreSQL keeps two workers from reading the same mailbox at once.
_LOCK: Final = 80_583_464


@dataclass
class Summary:
    """What one pass found: messages with reports, reports that were news, messages of no interest and unrecognised ones."""

    messages: int = 0
    news: int = 0
    of_no_interest: int = 0
    unrecognised: int = 0


def read_return_mailbox(limit: int = MOST_AT_ONCE) -> Summary:
    """Read up to `limit` messages of `RETURN_MAILBOX`; nothing without one, or while another worker reads it.

    A message leaves the mailbox only after what it reports was committed. Raises `MailboxError` when the
    mailbox cannot be read and whatever the database raises; the rest is then read next time.
    """
    summary = Summary()
    if not settings.RETURN_MAILBOX or not _locked():
        return summary
    try:
        with open_mailbox(settings.RETURN_MAILBOX) as mailbox:
            for name, head in mailbox.messages(limit):
                if take_message(head, summary):
                    mailbox.remove(name)
                else:
                    mailbox.keep(name)
    finally:
        _unlock()
    if summary.messages or summary.unrecognised:
        logger.info("return_mailbox_read", **vars(summary))
    return summary


def take_message(head: bytes, summary: Summary) -> bool:
    """Record what one message reports; return whether it was recognised."""
    reading = read_message(head[:READ_BYTES])
    if not reading.known:
        summary.unrecognised += 1
        return False
    if reading.reports:
        summary.messages += 1
    else:
        summary.of_no_interest += 1
    for report in reading.reports:
        summary.news += record(report)
    return True


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _unlock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
