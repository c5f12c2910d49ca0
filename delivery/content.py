"""What other rooms hand to the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


class MailingContentError(ValueError):
    """A mailing's text cannot be compiled or filled; the message says what to change."""


class MailingStateError(ValueError):
    """The mailing's status does not allow what was asked for; the message says why."""


@dataclass(frozen=True)
class Sender:
    """Who a mailing is from: "Name via Coalition" at an address on the coalition's own domain."""

    name: str
    address: str
    reply_to: str = ""


@dataclass(frozen=True)
class MailContent:
    """A subject, a plain text and optionally HTML, with slots written `{{ slot_name }}` and nothing else."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Recipient:
    """One thing to deliver. `key` is unique in its mailing; `reference` is given back to the kind.

    `pacing_key` groups deliveries that share a pace, such as the letters to one office.
    `not_before` keeps it back until then; `variant` picks one of the mailing's texts.
    """

    key: str
    address: str
    name: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    reply_to: str = ""
    sender_name: str = ""
    not_before: datetime | None = None
    reference: str = ""
    unsubscribe_url: str = ""
    pacing_key: str = ""
    variant: int = 0


@dataclass(frozen=True)
class MailingProgress:
    """How many deliveries of a mailing are in which state; `intended` is their sum."""

    intended: int = 0
    queued: int = 0
    claimed: int = 0
    sent: int = 0
    deferred: int = 0
    failed: int = 0
    suppressed: int = 0
    withheld: int = 0
    cancelled: int = 0
    in_doubt: int = 0

    @property
    def at_rest(self) -> int:
        """How many will not move by themselves any more."""
        return self.sent + self.failed + self.suppressed + self.withheld + self.cancelled + self.in_doubt


@dataclass(frozen=True)
class DeliveryState:
    """Where one delivery stands, the words that explain it, and since when."""

    state: str
    detail: str
    at: datetime
