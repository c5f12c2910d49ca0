"""Tell what a message in the return mailbox is: bounce, complaint, unsubscription, automatic answer, or none of these.

Only the beginning of a message is looked at: reports stand before the copy of the message that they are about,
and that copy may be 50 MB. Everything in it is somebody else's word; what counts is that one of our own
addresses, with its proof, is found in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from typing import Final

from delivery.cleaning import clean_header_value
from delivery.inbound.notification import STATUS_TYPES, RecipientStatus, fields_of, recipient_statuses
from delivery.inbound.report import Report
from delivery.models import EventKind
from delivery.return_path import Purpose, Reference, references_in

READ_BYTES: Final = 256 * 1024
"""How much of a message is read: a report of a hundred recipients fits many times."""

_MOST_BOUNDARIES: Final = 40
_RECIPIENT_HEADERS: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
_KINDS: Final = {
    "failed": EventKind.BOUNCED,
    "delayed": EventKind.DELAYED,
    "delivered": EventKind.DELIVERED,
}
_MAILBOX: Final = "mailbox"


@dataclass(frozen=True)
class Reading:
    """What a message turned out to be: reports to record, or nothing of interest, or unrecognised (`known` false)."""

    known: bool
    reports: tuple[Report, ...] = ()


_UNKNOWN: Final = Reading(known=False)
_OF_NO_INTEREST: Final = Reading(known=True)


def read_message(head: bytes) -> Reading:
    """Read the first `READ_BYTES` of a message; no bytes whatever make it raise."""
    head = head[:READ_BYTES]
    if head.lower().count(b"boundary=") > _MOST_BOUNDARIES:
        return _UNKNOWN
    try:
        message = BytesParser(policy=compat32).parsebytes(head)
        return _read(message, head.decode("ascii", "replace"))
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        # The standard parser raises these for some malformed headers; such a message is for people.
        return _UNKNOWN


def _read(message: Message, text: str) -> Reading:
    sent_to = _recipients_of(message)
    leaving = {reference for reference in sent_to if reference.purpose == Purpose.UNSUBSCRIBE}
    if leaving:
        return _unsubscriptions(message, leaving)
    for part in _parts(message):
        if part.get_content_type() in STATUS_TYPES:
            return _bounces(recipient_statuses(part), _about(sent_to, text, Purpose.BOUNCE, Purpose.TRANSACTIONAL))
        if part.get_content_type() == "message/feedback-report":
            return _complaint(part, _about(sent_to, text, *Purpose))
    return _OF_NO_INTEREST if _is_automatic(message) else _UNKNOWN


def _parts(message: Message) -> Iterator[Message]:
    payload = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        yield from (part for part in payload if isinstance(part, Message))


def _recipients_of(message: Message) -> set[Reference]:
    values = [str(value) for name in _RECIPIENT_HEADERS for value in message.get_all(name, [])]
    return {reference for value in values for reference in references_in(value)}


def _about(sent_to: set[Reference], text: str, *purposes: Purpose) -> Reference | None:
    """Return the one row a report is about: by the address it was sent to, else by the copy of our message in it."""
    for found in (sent_to, references_in(text, purposes)):
        rows = {(reference.purpose == Purpose.TRANSACTIONAL, reference.number) for reference in found}
        if len(rows) == 1:
            transactional, number = rows.pop()
            return Reference(Purpose.TRANSACTIONAL if transactional else Purpose.BOUNCE, number)
    return None


def _bounces(statuses: list[RecipientStatus], reference: Reference | None) -> Reading:
    if reference is None or not statuses:
        return _UNKNOWN
    return Reading(
        known=True,
        reports=tuple(
            Report(
                kind=_KINDS[status.action],
                reference=reference,
                source=_MAILBOX,
                recipient=status.recipient,
                reply_code=status.reply_code,
                enhanced_code=status.enhanced_code,
                detail=status.detail,
            )
            for status in statuses
            if status.action in _KINDS
        ),
    )


def _complaint(part: Message, reference: Reference | None) -> Reading:
    """Read an abuse report (RFC 5965). Of its types only those of a reader's button are complaints."""
    payload = part.get_payload()
    if isinstance(payload, list) and payload and isinstance(payload[0], Message):
        fields = payload[0]
    else:
        fields = fields_of(str(payload))
    kind = clean_header_value(str(fields.get("Feedback-Type", ""))).lower()
    if reference is None:
        return _UNKNOWN
    events = {
        "abuse": EventKind.COMPLAINED,
        "fraud": EventKind.COMPLAINED,
        "opt-out": EventKind.UNSUBSCRIBED,
        "opt-out-list": EventKind.UNSUBSCRIBED,
    }
    if kind not in events:
        return _OF_NO_INTEREST
    return Reading(
        known=True,
        reports=(
            Report(
                kind=events[kind],
                reference=reference,
                source=_MAILBOX,
                recipient=parseaddr(str(fields.get("Original-Rcpt-To", "")))[1][:320],
                detail=clean_header_value(str(fields.get("User-Agent", "")))[:500],
            ),
        ),
    )


def _unsubscriptions(message: Message, leaving: set[Reference]) -> Reading:
    if _is_automatic(message):
        return _OF_NO_INTEREST
    return Reading(
        known=True,
        reports=tuple(
            Report(kind=EventKind.UNSUBSCRIBED, reference=Reference(Purpose.BOUNCE, each.number), source=_MAILBOX)
            for each in sorted(leaving, key=lambda reference: reference.number)
        ),
    )


def _is_automatic(message: Message) -> bool:
    """Whether a program answered: a vacation note (RFC 3834), an out-of-office message."""
    automatic = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return not automatic.startswith("no") or "X-Autoreply" in message or precedence in {"auto_reply", "auto-reply"}
