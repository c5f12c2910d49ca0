"""What became of one mailing, over time and by receiving domain: from tallies, never by counting deliveries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet, Sum
from django.utils import timezone

from delivery.content import MailingProgress
from delivery.mailings import progress
from delivery.models import DomainTally, Measure
from delivery.spreadsheets import csv_lines

MOST_DOMAINS: Final = 20
# What happens over more time than this is told by day: a drawing has room for so many hours.
_LONGEST_BY_HOUR: Final = timedelta(hours=48)


@dataclass(frozen=True)
class Counts:
    """How often each `Measure` happened; what never happened is 0.

    `sent` is what servers accepted. Many servers accept first and say later that nobody has the address: that
    message counts under `sent` and under `bounced`. `deferred` counts every time a server asked to try later.
    """

    by_measure: Mapping[str, int]

    def __getitem__(self, measure: str) -> int:
        return self.by_measure.get(measure, 0)

    @property
    def arrived(self) -> int:
        """Accepted and not come back so far."""
        return max(0, self[Measure.SENT] - self[Measure.BOUNCED])

    @property
    def share_arrived(self) -> float:
        """How much of what was accepted has arrived, 0 to 1."""
        return self.arrived / self[Measure.SENT] if self[Measure.SENT] > 0 else 0.0

    def share(self, measure: str) -> float:
        """How often something happened per accepted message; 0 when none was accepted."""
        return self[measure] / self[Measure.SENT] if self[Measure.SENT] > 0 else 0.0


@dataclass(frozen=True)
class MailingReport:
    """One mailing in figures at one moment."""

    states: MailingProgress
    """Deliveries by state; their sum is `states.intended`."""
    totals: Counts
    steps: tuple[tuple[datetime, Counts], ...]
    """What happened by hour, or by day of the current time zone where it took more than two days; in order, no step
    between the first and the last is left out."""
    by_day: bool
    domains: tuple[tuple[str, Counts], ...]
    """The receiving domains with most messages, at most `MOST_DOMAINS`."""
    other_domains: Counts
    """All other domains together."""
    other_domains_count: int


def mailing_report(mailing_id: int) -> MailingReport:
    """Return a mailing's figures in three queries, whatever the number of its recipients.

    An unknown mailing has no figures: everything is 0. Figures of a mailing that is at work are those of
    committed transactions; the three queries may see different moments within milliseconds.
    """
    tallies = DomainTally.objects.filter(mailing_id=mailing_id)
    steps, by_day = _steps(tallies)
    domains = _by_domain(tallies)
    return MailingReport(
        states=progress(mailing_id),
        totals=_added(counts for _domain, counts in domains),
        steps=steps,
        by_day=by_day,
        domains=tuple(domains[:MOST_DOMAINS]),
        other_domains=_added(counts for _domain, counts in domains[MOST_DOMAINS:]),
        other_domains_count=len(domains[MOST_DOMAINS:]),
    )


def report_csv(mailing_id: int) -> Iterator[str]:
    """Yield `report_rows` as lines of CSV (RFC 4180) with a heading; hours in ISO 8601.

    A domain that a spreadsheet would run as a formula is preceded by an apostrophe (CWE-1236).
    """
    yield from csv_lines([["hour", "receiving domain", "what", "count"]])
    yield from csv_lines(
        (hour.isoformat(), domain, measure, count) for hour, domain, measure, count in report_rows(mailing_id)
    )


def report_rows(mailing_id: int) -> Iterator[tuple[datetime, str, str, int]]:
    """Yield hour (UTC), receiving domain, measure and count, in this order: everything that the report adds up.

    A count may be negative where staff took a failure back; the sum over all hours is exact.
    """
    tallies = DomainTally.objects.filter(mailing_id=mailing_id).exclude(count=0)
    yield from (
        tallies.order_by("hour", "domain", "measure")
        .values_list("hour", "domain", "measure", "count")
        .iterator(chunk_size=2_000)
    )


def _steps(tallies: QuerySet[DomainTally]) -> tuple[tuple[tuple[datetime, Counts], ...], bool]:
    found: dict[datetime, dict[str, int]] = defaultdict(dict)
    sums = tallies.order_by().values_list("hour", "measure").annotate(total=Sum("count"))
    for hour, measure, total in sums:
        found[hour][measure] = total
    if not found:
        return (), False
    by_day = max(found) - min(found) > _LONGEST_BY_HOUR
    if by_day:
        found = _by_day(found)
    return tuple((moment, Counts(found.get(moment, {}))) for moment in _moments(min(found), max(found), by_day)), by_day


def _by_day(hours: Mapping[datetime, Mapping[str, int]]) -> dict[datetime, dict[str, int]]:
    days: dict[datetime, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for hour, counts in hours.items():
        day = timezone.localtime(hour).replace(hour=0)
        for measure, count in counts.items():
            days[day][measure] += count
    return days


def _moments(first: datetime, last: datetime, by_day: bool) -> Iterator[datetime]:  # noqa: FBT001 - private, named at its call
    moment = first
    while moment <= last:
        yield moment
        # Days of a time zone are steps of its wall clock: that is how aware datetimes of one zone are added.
        moment += timedelta(days=1) if by_day else timedelta(hours=1)


def _by_domain(tallies: QuerySet[DomainTally]) -> list[tuple[str, Counts]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for domain, measure, total in tallies.order_by().values_list("domain", "measure").annotate(total=Sum("count")):
        found[domain][measure] = total
    everything = [(domain, Counts(counts)) for domain, counts in found.items() if any(counts.values())]
    return sorted(everything, key=lambda each: (-each[1][Measure.SENT] - each[1][Measure.FAILED], each[0]))


def _added(counts: Iterable[Counts]) -> Counts:
    sums: dict[str, int] = defaultdict(int)
    for each in counts:
        for measure, count in each.by_measure.items():
            sums[measure] += count
    return Counts(dict(sums))
