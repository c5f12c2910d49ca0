"""What stands in the way of a letter: asked before it is queued and again just before it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from advocacy.campaigns.api import Participation, TargetExclusion, still_holds
from advocacy.outreach.approval import Standing, standing_of
from advocacy.outreach.models import Letter, OwnWordsReview


class Obstacle(StrEnum):
    """Why a letter cannot go now. The first two may pass; the others are final."""

    NOT_APPROVED = "not_approved"
    NOT_REVIEWED = "not_reviewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MEMBER_GONE = "member_gone"
    LEFT_OFFICE = "left_office"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Finding:
    """An obstacle and the words that explain it to the member."""

    obstacle: Obstacle
    words: str


class Inspection:
    """Looks for obstacles; what it asked once for one letter of a batch it remembers for the others."""

    def __init__(self) -> None:
        self._standings: dict[int, Standing] = {}
        self._in_office: dict[tuple[int, int | None, int | None], bool] = {}
        self._excluded: dict[int, set[int]] = {}
        self._reviews: dict[int, OwnWordsReview | None] = {}

    def first_obstacle(self, letter: Letter) -> Finding | None:
        """Return what stands in a letter's way, the final obstacles first; nothing when it may go."""
        return self._final(letter) or self._passing(letter)

    def prepare(self, letters: Sequence[Letter]) -> None:
        """Load the reviews of own words of a batch in one query."""
        ids = {letter.participation_id for letter in letters}
        self._reviews |= dict.fromkeys(ids - self._reviews.keys())
        for review in OwnWordsReview.objects.filter(participation_id__in=ids):
            self._reviews[review.participation_id] = review

    def standing(self, letter: Letter) -> Standing:
        """Return where the letter's text version stands."""
        if letter.version_id not in self._standings:
            self._standings[letter.version_id] = standing_of(letter.version)
        return self._standings[letter.version_id]

    def _final(self, letter: Letter) -> Finding | None:
        participation = letter.participation
        if letter.withdrawal_asked_at is not None or participation.state == Participation.State.WITHDRAWN:
            return Finding(Obstacle.WITHDRAWN, _("You took the letter back."))
        member = participation.member
        if member is None or not member.is_active or participation.state != Participation.State.CONFIRMED:
            return Finding(Obstacle.MEMBER_GONE, _("The sender is not a confirmed member any more."))
        if not self._holds_office(letter):
            return Finding(
                Obstacle.LEFT_OFFICE,
                _("%(name)s no longer holds this office.") % {"name": letter.recipient_name},
            )
        if letter.group_id is not None and letter.person_id in self._exclusions(letter.group_id):
            return Finding(Obstacle.EXCLUDED, _("This action does not write to this office any more."))
        return None

    def _passing(self, letter: Letter) -> Finding | None:
        if not self.standing(letter).may_go:
            words = _("The text or its rule changed after approval.") if self.standing(letter).has_lapsed else ""
            return Finding(Obstacle.NOT_APPROVED, words)
        if letter.participation_id not in self._reviews:
            self.prepare([letter])
        review = self._reviews[letter.participation_id]
        if review is None or review.state in {OwnWordsReview.State.APPROVED, OwnWordsReview.State.NOT_SAMPLED}:
            return None
        if review.state == OwnWordsReview.State.REFUSED:
            return Finding(Obstacle.REFUSED, review.reason)
        return Finding(Obstacle.NOT_REVIEWED, "")

    def _holds_office(self, letter: Letter) -> bool:
        key = (letter.person_id, letter.seat_id, letter.committee_id)
        if key not in self._in_office:
            self._in_office[key] = still_holds(letter.person, letter.seat, letter.committee)
        return self._in_office[key]

    def _exclusions(self, group_id: int) -> set[int]:
        if group_id not in self._excluded:
            self._excluded[group_id] = set(
                TargetExclusion.objects.filter(group_id=group_id).values_list("person_id", flat=True)
            )
        return self._excluded[group_id]
