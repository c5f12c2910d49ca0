"""The active subscribers of a newsletter as CSV: read and given in short ranges, however many there are."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from delivery.api import suppressed_among
from members.api import Segment
from newsletters.audience import audience
from newsletters.models import Newsletter
from newsletters.spreadsheets import csv_lines

RANGE: Final = 5_000


def subscribers_csv(newsletter: Newsletter, segment: Segment | None = None) -> Iterator[str]:
    """Yield one line per subscriber an issue would go to, in the order of subscribing; times in ISO 8601, UTC.

    Takes two queries per `RANGE` subscribers and holds no more than those in memory. Raises `ValidationError` when the
    segment's definition makes no sense, before the first line.
    """
    return csv_lines(_rows(newsletter, segment))


def _rows(newsletter: Newsletter, segment: Segment | None) -> Iterator[Sequence[object]]:
    yield [
        _("address"),
        _("first name"),
        _("last name"),
        _("ZIP code"),
        _("state"),
        _("language"),
        _("subscribed at"),
        _("subscribed on"),
        _("suppressed"),
    ]
    subscriptions = audience(newsletter, segment).select_related("member").order_by("pk")
    through = 0
    while found := list(subscriptions.filter(pk__gt=through)[:RANGE]):
        through = found[-1].pk
        suppressed = suppressed_among(each.member.email for each in found)
        for each in found:
            member = each.member
            yield [
                member.email,
                member.first_name,
                member.last_name,
                member.zip_code,
                member.state,
                member.language,
                each.source,
                each.confirmed_at.isoformat(timespec="seconds") if each.confirmed_at else "",
                _("yes") if member.email in suppressed else "",
            ]
