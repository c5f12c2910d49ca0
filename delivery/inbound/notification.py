"""Read a delivery status notification (RFC 3464): what became of which recipient."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Final

from delivery.cleaning import clean_header_value

STATUS_TYPES: Final = ("message/delivery-status", "message/global-delivery-status")
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY: Final = re.compile(r"^(?:smtp\s*;)?\s*([245]\d\d)\b", re.IGNORECASE)
_MOST_RECIPIENTS: Final = 100


@dataclass(frozen=True)
class RecipientStatus:
    """One recipient's part of a notification; `action` is failed, delayed, delivered, relayed or expanded."""

    action: str
    recipient: str
    enhanced_code: str
    reply_code: int | None
    detail: str


def recipient_statuses(part: Message) -> list[RecipientStatus]:
    """Return what a part of one of the `STATUS_TYPES` says, the first hundred recipients of it."""
    found = []
    for fields in _blocks(part):
        action = _value(fields, "Action").lower()
        if not action:
            continue
        diagnostic = _value(fields, "Diagnostic-Code")
        status = _STATUS.search(_value(fields, "Status")) or _STATUS.search(diagnostic)
        reply = _REPLY.match(diagnostic)
        found.append(
            RecipientStatus(
                action=action.partition(" ")[0],
                recipient=_address(_value(fields, "Original-Recipient") or _value(fields, "Final-Recipient")),
                enhanced_code=".".join(status.groups()) if status else "",
                reply_code=int(reply[1]) if reply else None,
                detail=diagnostic.partition(";")[2].strip()[:500] or diagnostic[:500],
            )
        )
        if len(found) == _MOST_RECIPIENTS:
            break
    return found


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return
    for inner in payload:
        if not isinstance(inner, Message):
            continue
        yield inner
        # The parser knows the blocks of RFC 3464 apart, but takes those of RFC 6533 for header and body.
        body = inner.get_payload()
        if part.get_content_type() == STATUS_TYPES[1] and isinstance(body, str):
            for block in re.split(r"\r?\n\r?\n", body)[:_MOST_RECIPIENTS]:
                yield fields_of(block)


def fields_of(block: str) -> Message:
    """Return a block of `Name: value` lines as a message without a body; what is no field is left out."""
    fields = Message()
    for line in re.sub(r"\r?\n[ \t]+", " ", block).splitlines():
        name, colon, value = line.partition(":")
        if colon and name.isascii() and name.replace("-", "").isalnum():
            fields[name] = clean_header_value(value)
    return fields


def _value(fields: Message, name: str) -> str:
    value = fields.get(name, "")
    return clean_header_value(str(value).encode("utf-8", "replace").decode("utf-8"))


def _address(value: str) -> str:
    """Return the address of `rfc822;name@example.org`."""
    _, semicolon, address = value.partition(";")
    return (address if semicolon else value).strip().strip("<>")[:320]
