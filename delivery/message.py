"""Fill a compiled text for one recipient: the finished bytes of one message.

The same mailing, delivery and `claimed_at` always give the same bytes; that is how a message that was
sent can be shown again without keeping a copy.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

from delivery.cleaning import clean_header_value
from delivery.compile import CompiledContent
from delivery.content import MailingContentError
from delivery.encoding import escape, header, mailbox_header, raw_header
from delivery.provider_tags import tag_header
from delivery.return_path import Purpose, Reference, unsubscribe_address
from delivery.slots import Parts

# What the outbox itself can fill in; a value of the same name that the recipient brings wins.
BUILT_IN_SLOTS = frozenset({"unsubscribe_url", "recipient_name", "recipient_address"})
_REFUSED_HEADERS = frozenset(
    [
        "from",
        "sender",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "reply-to",
        "return-path",
        "received",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "list-id",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "feedback-id",
        "dkim-signature",
    ]
)


@dataclass(frozen=True)
class Envelope:
    """Everything about a mailing that goes into each of its messages besides the text."""

    public_id: str
    kind: str
    sender_name: str
    sender_address: str
    reply_to: str
    list_id: str
    headers: tuple[tuple[str, str], ...]
    domain: str
    unsubscribe_by_mail: bool = False
    provider: str = ""


@dataclass(frozen=True)
class Addressee:
    """Everything about a delivery that goes into its message; `delivery_id` is 0 for a preview."""

    key: str
    address: str
    name: str
    values: Mapping[str, str]
    reply_to: str
    sender_name: str
    unsubscribe_url: str
    delivery_id: int = 0

    def with_values(self, late: Mapping[str, str]) -> "Addressee":
        """Return the addressee with the values its mailing kind gave late, the unsubscribe address among them."""
        return replace(
            self,
            values={**self.values, **late},
            unsubscribe_url=late.get("unsubscribe_url", self.unsubscribe_url),
        )


def message_id(public_id: str, key: str, domain: str) -> str:
    """Return the Message-ID: the same for every try at one delivery, so a receiver can drop a copy."""
    name = f"{public_id}\0{key}".encode("utf-8", "surrogatepass")
    return f"<{hashlib.sha256(name).hexdigest()[:40]}@{domain}>"


def check_headers(headers: Mapping[str, str]) -> None:
    """Refuse headers that the outbox writes itself or that are not header names (`MailingContentError`)."""
    for name in headers:
        if not name or not name.isascii() or any(not ("!" <= letter <= "~") or letter == ":" for letter in name):
            raise MailingContentError(f"{name!r} is not the name of a header.")
        if name.lower() in _REFUSED_HEADERS:
            raise MailingContentError(f"The header {name} is written by the outbox itself.")


def missing_values(content: CompiledContent, names: Iterable[str]) -> list[str]:
    """Return the names of slots for which there is no value among the names given nor in the outbox itself."""
    return sorted(content.slots.difference(names, BUILT_IN_SLOTS))


def build_message(
    content: CompiledContent, envelope: Envelope, addressee: Addressee, at: datetime, *, subject_prefix: str = ""
) -> bytes:
    """Return the finished message: ASCII, CRLF, no line over 998 bytes or starting with a dot.

    `at` becomes the Date header, to the second. Raises `MailingContentError` for a slot without value.
    """
    values = {
        "unsubscribe_url": addressee.unsubscribe_url,
        "recipient_name": addressee.name,
        "recipient_address": addressee.address,
        **addressee.values,
    }
    try:
        head = "".join(_head(content, envelope, addressee, values, at=at, subject_prefix=subject_prefix))
        return head.encode("utf-8") + content.filler.fill(values)
    except KeyError as error:
        raise MailingContentError(f"There is no value for the slot {error.args[0]!r}.") from error


def _head(
    content: CompiledContent,
    envelope: Envelope,
    addressee: Addressee,
    values: Mapping[str, str],
    *,
    at: datetime,
    subject_prefix: str,
) -> list[str]:
    return [
        _date_line(int(at.timestamp())),
        _from_line(addressee.sender_name, envelope.sender_name, envelope.sender_address),
        mailbox_header("To", addressee.name, addressee.address),
        _reply_to(addressee.reply_to or envelope.reply_to),
        _subject(content.subject, values, subject_prefix),
        f"Message-ID: {message_id(envelope.public_id, addressee.key, envelope.domain)}\r\n",
        _fixed_headers(envelope),
        *_unsubscribe(envelope, addressee),
        *_provider_tag(envelope, addressee),
        "MIME-Version: 1.0\r\n",
    ]


@lru_cache(maxsize=8)
def _date_line(second: int) -> str:
    return f"Date: {format_datetime(datetime.fromtimestamp(second, UTC))}\r\n"


@lru_cache(maxsize=256)
def _from_line(own_name: str, usual_name: str, address: str) -> str:
    return mailbox_header("From", clean_header_value(own_name) or usual_name, address)


@lru_cache(maxsize=256)
def _reply_to(address: str) -> str:
    return mailbox_header("Reply-To", "", address) if address else ""


def _subject(parts: Parts, values: Mapping[str, str], prefix: str) -> str:
    if len(parts) == 1 and isinstance(parts[0], str) and parts[0].startswith("Subject:") and not prefix:
        return parts[0]
    if len(parts) == 1 and isinstance(parts[0], str) and parts[0].startswith("Subject:"):
        return parts[0].replace("Subject:", f"Subject: {prefix.strip()}\r\n", 1)
    return header(
        "Subject",
        prefix + "".join(part if isinstance(part, str) else escape(values[part.name], part.context) for part in parts),
    )


@lru_cache(maxsize=64)
def _fixed_headers(envelope: Envelope) -> str:
    lines = [f"Feedback-ID: {envelope.public_id}:{envelope.kind}:{envelope.domain}\r\n"]
    if envelope.list_id:
        lines.append(raw_header("List-ID", f"<{envelope.list_id.strip('<>')}>"))
    lines.extend(header(name, value) for name, value in envelope.headers)
    return "".join(lines)


def _unsubscribe(envelope: Envelope, addressee: Addressee) -> list[str]:
    """The ways to leave: a POST (RFC 8058) and, where a mailbox is read, a mail (RFC 2369)."""
    if not addressee.unsubscribe_url:
        return []
    by_mail = ""
    if envelope.unsubscribe_by_mail and addressee.delivery_id:
        address = unsubscribe_address(addressee.delivery_id, envelope.domain)
        by_mail = f",\r\n <mailto:{address}?subject=unsubscribe>"
    return [
        f"List-Unsubscribe: <{addressee.unsubscribe_url}>{by_mail}\r\n",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
    ]


def _provider_tag(envelope: Envelope, addressee: Addressee) -> list[str]:
    if not envelope.provider or not addressee.delivery_id:
        return []
    return [tag_header(envelope.provider, Reference(Purpose.BOUNCE, addressee.delivery_id))]
