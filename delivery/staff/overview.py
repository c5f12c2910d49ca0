"""What is sending, what failed, what is in doubt: from tallies only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from delivery.content import MailingProgress
from delivery.kinds import mailing_kind
from delivery.models import Mailing, MailingStatus, MailingTally, State


@dataclass(frozen=True)
class MailingRow:
    """A mailing with its progress, for a list."""

    mailing: Mailing
    progress: MailingProgress

    @property
    def percent(self) -> int:
        """How much of it is at rest, in whole percent; 0 when it has no recipients."""
        return self.progress.at_rest * 100 // self.progress.intended if self.progress.intended else 0

    @property
    def asks_staff(self) -> bool:
        """Whether its doubts are put before staff, by the rule of its kind."""
        return self.progress.in_doubt > 0 and in_doubt_rule(self.mailing.kind) == "ask"


def in_doubt_rule(kind: str) -> str:
    """Return a kind's rule for doubts; a kind that is not installed any more keeps them."""
    try:
        return mailing_kind(kind).in_doubt_rule
    except LookupError:
        return "hold"


def kind_label(kind: str) -> str:
    """Return a kind's name for people."""
    try:
        return str(mailing_kind(kind).label)
    except LookupError:
        return kind


def with_progress(mailings: Iterable[Mailing]) -> list[MailingRow]:
    """Return the mailings with their progress; one query for all of them."""
    mailings = list(mailings)
    counts: dict[int, dict[str, int]] = {mailing.pk: {} for mailing in mailings}
    sums = (
        MailingTally.objects.filter(mailing__in=mailings)
        .values_list("mailing_id", "state")
        .annotate(total=Sum("count"))
        .order_by()
    )
    for mailing_id, state, total in sums:
        counts[mailing_id][state] = total
    return [
        MailingRow(mailing, MailingProgress(intended=sum(counts[mailing.pk].values()), **counts[mailing.pk]))
        for mailing in mailings
    ]


def needing_attention() -> list[MailingRow]:
    """Return mailings at work or paused, and the latest ones with failures or doubts that staff must decide."""
    at_work = Mailing.objects.filter(
        status__in=[MailingStatus.RUNNING, MailingStatus.PAUSED, MailingStatus.CANCELLING]
    ).order_by("-id")[:10]
    troubled = (
        Mailing.objects.filter(tallies__state__in=[State.IN_DOUBT, State.FAILED])
        .annotate(trouble=Sum("tallies__count"))
        .filter(trouble__gt=0)
        .order_by("-id")[:10]
    )
    rows = with_progress({mailing.pk: mailing for mailing in [*at_work, *troubled]}.values())
    return sorted(rows, key=lambda row: -row.mailing.pk)
