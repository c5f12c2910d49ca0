"""What waits for staff and what went wrong, counted for lists and the home panel."""

from dataclasses import dataclass

from django.db.models import Count, Q

from advocacy.campaigns.api import LetterTextVersion
from advocacy.outreach.approval import Standing, standing_of
from advocacy.outreach.models import Letter, LetterState, OwnWordsReview


@dataclass(frozen=True)
class VersionRow:
    """A text version with where it stands and how many letters wait for it."""

    version: LetterTextVersion
    standing: Standing
    waiting: int
    letters: int

    @property
    def waits_for_decision(self) -> bool:
        """Whether somebody has to look at it: it is in use and nobody's decision holds."""
        return (
            not self.standing.may_go and not self.standing.is_refused and (self.standing.is_current or self.waiting > 0)
        )


@dataclass(frozen=True)
class Attention:
    """What staff should look at."""

    texts: int
    own_words: int
    failed: int
    in_doubt: int

    @property
    def is_needed(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.texts or self.own_words or self.failed or self.in_doubt)


def versions_of_interest() -> list[VersionRow]:
    """Return versions that are today's wording or that letters wait for, those that need a decision first."""
    versions = (
        LetterTextVersion.objects.select_related("action", "text")
        .annotate(
            letter_count=Count("letters"),
            waiting_count=Count("letters", filter=Q(letters__state=LetterState.AWAITING_APPROVAL)),
        )
        .filter(Q(text__isnull=False) | Q(waiting_count__gt=0))
        .order_by("action__name", "group_name", "written_as", "language", "-pk")
    )
    rows = [
        VersionRow(version, standing_of(version), version.waiting_count, version.letter_count) for version in versions
    ]
    shown = [row for row in rows if row.standing.is_current or row.waiting]
    return sorted(shown, key=lambda row: (not row.waits_for_decision, -row.waiting))


def attention() -> Attention:
    """Return how much waits for staff."""
    letters = dict(
        Letter.objects.filter(state__in=[LetterState.FAILED, LetterState.BOUNCED, LetterState.IN_DOUBT])
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    return Attention(
        texts=sum(row.waits_for_decision for row in versions_of_interest()),
        own_words=OwnWordsReview.objects.filter(state=OwnWordsReview.State.WAITING).count(),
        failed=letters.get(LetterState.FAILED, 0) + letters.get(LetterState.BOUNCED, 0),
        in_doubt=letters.get(LetterState.IN_DOUBT, 0),
    )
