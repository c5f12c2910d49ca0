"""Letters to offices, what happened to each, and what staff decided about them."""

from advocacy.outreach.models.decision import OwnWordsReview, VersionDecision
from advocacy.outreach.models.letter import Letter, LetterEvent, LetterState

__all__ = ["Letter", "LetterEvent", "LetterState", "OwnWordsReview", "VersionDecision"]
