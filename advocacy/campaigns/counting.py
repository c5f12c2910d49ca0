"""How many people take part: counted from confirmed participations, never estimated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

if TYPE_CHECKING:
    from advocacy.campaigns.models import CampaignPage, LetterActionPage


@dataclass(frozen=True)
class Progress:
    """A true count beside the goal; `goal` is None where staff set none."""

    people: int
    goal: int | None = None

    @property
    def percent(self) -> int:
        """The share of the goal, from 0 to 100, rounded down; 0 without a goal."""
        if not self.goal:
            return 0
        return min(100, self.people * 100 // self.goal)


def people_by_action(action_ids: Iterable[int]) -> dict[int, int]:
    """Return for each action how many members have confirmed that they take part."""
    from advocacy.campaigns.models import Participation  # noqa: PLC0415 - the page models count with this module

    counted = (
        Participation.objects.filter(action_id__in=list(action_ids), state=Participation.State.CONFIRMED)
        .values_list("action_id")
        .annotate(people=Count("pk"))
    )
    return dict(counted)


def campaign_progress(
    pages: "Sequence[LetterActionPage]",
) -> "tuple[Progress, list[tuple[LetterActionPage, Progress]]]":
    """Return the campaign's own progress and that of each of its action pages.

    A person who took part in two actions counts once in each; the campaign counts what was done, so it is
    the sum of both, against the sum of the goals.
    """
    people = people_by_action(page.letter_action_id for page in pages)
    parts = [(page, Progress(people.get(page.letter_action_id, 0), page.letter_action.goal)) for page in pages]
    goals = [progress.goal for _page, progress in parts if progress.goal]
    total = Progress(sum(progress.people for _page, progress in parts), sum(goals) if goals else None)
    return total, parts


def progress_by_campaign(campaigns: "Sequence[CampaignPage]") -> dict[int, Progress]:
    """Return each campaign page's progress, in two queries for all of them."""
    from advocacy.campaigns.models import LetterActionPage  # noqa: PLC0415 - the page models count with this module

    paths = {campaign.path: campaign.pk for campaign in campaigns}
    found: dict[int, list[LetterActionPage]] = {campaign.pk: [] for campaign in campaigns}
    if paths:
        steplen = LetterActionPage.steplen
        pages = (
            LetterActionPage.objects.live()
            .filter(depth=campaigns[0].depth + 1, path__startswith=campaigns[0].path[:-steplen])
            .select_related("letter_action")
        )
        for page in pages:
            parent = paths.get(page.path[:-steplen])
            if parent is not None:
                found[parent].append(page)
    people = people_by_action({page.letter_action_id for pages in found.values() for page in pages})
    progress = {}
    for campaign_id, pages in found.items():
        goals = [page.letter_action.goal for page in pages if page.letter_action.goal]
        total = sum(people.get(page.letter_action_id, 0) for page in pages)
        progress[campaign_id] = Progress(total, sum(goals) if goals else None)
    return progress
