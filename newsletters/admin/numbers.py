"""An issue's figures as staff read them: tiles, charts and the table of receiving domains."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.api import ChartContent, ChartKind, ChartTable, Series
from delivery.api import Counts, MailingReport, Measure, mailing_report
from newsletters.models import IssueSending

_MOST_BARS: Final = 8


@dataclass(frozen=True)
class Tile:
    """One figure; `share` is of the accepted messages, 0 to 1, where that says something."""

    label: str
    count: int
    share: float | None = None

    @property
    def percent(self) -> str:
        """The share in percent: two digits after the point, for complaints are judged by tenths of a percent."""
        return "" if self.share is None else f"{self.share:.2%}"


@dataclass(frozen=True)
class DomainRow:
    """One receiving domain, or all further ones together."""

    domain: str
    accepted: int
    arrived: int
    refused: int
    deferrals: int
    bounced: int
    complained: int
    unsubscribed: int


@dataclass(frozen=True)
class IssueNumbers:
    """Everything the page shows."""

    sending: IssueSending
    report: MailingReport
    tiles: list[Tile]
    charts: list[ChartContent]
    domains: list[DomainRow]
    steps: list[tuple[str, Counts]]

    @property
    def has_left(self) -> bool:
        """Whether anything has happened yet."""
        return bool(self.report.steps)


def issue_numbers(sending: IssueSending) -> IssueNumbers:
    """Return a sending's figures in three queries, whatever the number of readers.

    `sending.mailing_id` may be empty: then nothing has left and every figure is 0.
    """
    report = mailing_report(sending.mailing_id or 0)
    steps = [(_moment(at, by_day=report.by_day), counts) for at, counts in report.steps]
    domains = [_row(domain, counts) for domain, counts in report.domains]
    if report.other_domains_count:
        name = _("%(count)d further domains") % {"count": report.other_domains_count}
        domains.append(_row(name, report.other_domains))
    return IssueNumbers(
        sending=sending,
        report=report,
        tiles=_tiles(report),
        charts=_charts(steps, domains, by_day=report.by_day),
        domains=domains,
        steps=steps,
    )


def _tiles(report: MailingReport) -> list[Tile]:
    states, totals = report.states, report.totals
    return [
        Tile(_("Readers"), states.intended),
        Tile(_("Accepted by their server"), states.sent),
        Tile(_("Arrived, as far as known"), totals.arrived, totals.share_arrived),
        Tile(_("Waiting"), states.queued + states.claimed),
        Tile(_("Deferred at the moment"), states.deferred),
        Tile(_("Refused"), states.failed),
        Tile(_("Bounced"), totals[Measure.BOUNCED], totals.share(Measure.BOUNCED)),
        Tile(_("Marked as spam"), totals[Measure.COMPLAINED], totals.share(Measure.COMPLAINED)),
        Tile(_("Unsubscribed"), totals[Measure.UNSUBSCRIBED], totals.share(Measure.UNSUBSCRIBED)),
        Tile(_("Suppressed"), states.suppressed),
        Tile(_("Withheld"), states.withheld),
        Tile(_("Cancelled"), states.cancelled),
        Tile(_("In doubt"), states.in_doubt),
    ]


def _row(domain: str, counts: Counts) -> DomainRow:
    return DomainRow(
        domain=domain,
        accepted=counts[Measure.SENT],
        arrived=counts.arrived,
        refused=counts[Measure.FAILED],
        deferrals=counts[Measure.DEFERRED],
        bounced=counts[Measure.BOUNCED],
        complained=counts[Measure.COMPLAINED],
        unsubscribed=counts[Measure.UNSUBSCRIBED],
    )


def _charts(steps: list[tuple[str, Counts]], domains: list[DomainRow], *, by_day: bool) -> list[ChartContent]:
    """Return what can be drawn: a series of nothing but 0 is left out, and so is a chart without series."""
    moments = tuple(label for label, _counts in steps)
    kind = ChartKind.LINE if len(moments) > _MOST_BARS else ChartKind.BAR
    unit = _("messages per day") if by_day else _("messages per hour")
    accepted = _series(_("Accepted"), [counts[Measure.SENT] for _label, counts in steps])
    answers = [
        _series(_("Deferrals"), [counts[Measure.DEFERRED] for _label, counts in steps]),
        _series(_("Bounced"), [counts[Measure.BOUNCED] for _label, counts in steps]),
        _series(_("Marked as spam"), [counts[Measure.COMPLAINED] for _label, counts in steps]),
        _series(_("Unsubscribed"), [counts[Measure.UNSUBSCRIBED] for _label, counts in steps]),
    ]
    drawn = domains[:_MOST_BARS]
    ends = [
        _series(_("Arrived"), [row.arrived for row in drawn]),
        _series(_("Bounced"), [max(0, row.bounced) for row in drawn]),
        _series(_("Refused"), [max(0, row.refused) for row in drawn]),
    ]
    return [
        ChartContent(kind, title, ChartTable(categories, tuple(series)), unit=unit_of)
        for kind, title, categories, series, unit_of in (
            (kind, _("Accepted over time"), moments, _told([accepted]), unit),
            (kind, _("What came back over time"), moments, _told(answers), unit),
            (ChartKind.STACKED, _("By receiving domain"), tuple(row.domain for row in drawn), ends, _("messages")),
        )
        if categories and _told(series)
    ]


def _series(name: str, counts: list[int]) -> Series:
    return Series(name, tuple(Decimal(count) for count in counts))


def _told(series: list[Series]) -> list[Series]:
    return [each for each in series if any(each.values)]


def _moment(at: datetime, *, by_day: bool) -> str:
    """The day, or the day of the week and the hour: hours are told for two days at most, so it is one of a kind."""
    return date_format(timezone.localtime(at), "j M" if by_day else "D H:i")
