"""What became of each recipient of one mailing, as CSV: read and given in short ranges, however many there are."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from delivery.models import Delivery, DeliveryEvent, EventKind, State
from delivery.spreadsheets import csv_lines

RANGE: Final = 2_000
_TOLD_EVENTS: Final = (EventKind.DELIVERED, EventKind.BOUNCED, EventKind.COMPLAINED, EventKind.UNSUBSCRIBED)
_FIELDS: Final = (
    "id",
    "recipient_key",
    "address",
    "state",
    "attempts",
    "settled_at",
    "reply_code",
    "enhanced_code",
    "detail",
    "message_digest",
)


def recipients_csv(mailing_id: int) -> Iterator[str]:
    """Yield one line per recipient with a heading, in the order of their keys; times in ISO 8601, UTC.

    Takes two short queries per `RANGE` recipients and holds no more than those in memory; no transaction stays open
    while the reader's line is slow. Of a mailing at work each range is as it stood when its turn came.
    """
    return csv_lines(_rows(mailing_id))


def _rows(mailing_id: int) -> Iterator[Sequence[object]]:
    yield [
        _("recipient"),
        _("address"),
        _("state"),
        _("attempts"),
        _("settled"),
        _("reply code"),
        _("enhanced status code"),
        _("the server's words"),
        *(_("first %(event)s") % {"event": kind.label} for kind in _TOLD_EVENTS),
        _("digest of the message"),
    ]
    # The unique index on mailing and key leads from one range to the next without counting or sorting.
    deliveries = Delivery.objects.filter(mailing_id=mailing_id).order_by("recipient_key").only(*_FIELDS)
    through = ""
    while found := list(deliveries.filter(recipient_key__gt=through)[:RANGE]):
        through = found[-1].recipient_key
        events = _first_events([delivery.pk for delivery in found])
        for delivery in found:
            yield [
                delivery.recipient_key,
                delivery.address,
                State(delivery.state).label,
                delivery.attempts,
                _written(delivery.settled_at),
                delivery.reply_code,
                delivery.enhanced_code,
                delivery.detail,
                *(_written(events.get((delivery.pk, kind))) for kind in _TOLD_EVENTS),
                delivery.message_digest,
            ]


def _first_events(deliveries: Sequence[int]) -> dict[tuple[int, str], datetime]:
    events = DeliveryEvent.objects.filter(delivery_id__in=deliveries, kind__in=_TOLD_EVENTS)
    newest_first = events.order_by("-at").values_list("delivery_id", "kind", "at")
    return {(delivery, kind): at for delivery, kind, at in newest_first}


def _written(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at is not None else ""
