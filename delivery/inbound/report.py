"""One thing that came back about one message, whatever way it came."""

from dataclasses import dataclass

from delivery.models import EventKind
from delivery.return_path import Reference

# A report is about what happened out there; only these kinds of event can be told by one.
REPORTED_KINDS = (
    EventKind.DELIVERED,
    EventKind.DELAYED,
    EventKind.BOUNCED,
    EventKind.COMPLAINED,
    EventKind.UNSUBSCRIBED,
)


@dataclass(frozen=True)
class Report:
    """What happened to the message that `reference` proves to be ours.

    `recipient` is whom the report says it is about; after forwarding that may be somebody else.
    `detail` is one clean line, at most 500 characters.
    """

    kind: EventKind
    reference: Reference
    source: str
    recipient: str = ""
    reply_code: int | None = None
    enhanced_code: str = ""
    detail: str = ""
