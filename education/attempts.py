"""Take answers: each is saved at once, graded here, and counted against its limit."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from education.learners import learner_ids
from education.models import Attempt, Learner, QuestionVersion
from education.question_behaviours import QUESTION_BEHAVIOURS
from education.question_types import QUESTION_TYPES


class AttemptRefusedError(Exception):
    """No further answer is taken; the message tells the learner why."""


@dataclass(frozen=True)
class QuestionState:
    """Where a learner stands with one question."""

    version: QuestionVersion
    attempts_used: int
    last: Attempt | None
    correct: bool

    @property
    def answered(self) -> bool:
        """Whether there is an answer at all."""
        return self.last is not None


def question_states(learner: Learner | None, versions: Sequence[QuestionVersion]) -> list[QuestionState]:
    """Return the learner's standing with each question, in order; one query for all attempts.

    An answer to an older wording or another language counts as long as what is right has not changed.
    """
    by_grading: dict[tuple[int, str], list[Attempt]] = {}
    if learner is not None:
        attempts = (
            Attempt.objects.filter(
                learner__in=learner_ids(learner), version__question__in=[v.question_id for v in versions]
            )
            .select_related("version")
            .order_by("answered_at", "pk")
        )
        for attempt in attempts:
            by_grading.setdefault((attempt.version.question_id, attempt.version.grading_hash), []).append(attempt)
    states = []
    for version in versions:
        given = by_grading.get((version.question_id, version.grading_hash), [])
        states.append(
            QuestionState(
                version=version,
                attempts_used=len(given),
                last=given[-1] if given else None,
                correct=any(attempt.correct for attempt in given),
            )
        )
    return states


@transaction.atomic
def record_attempt(
    learner: Learner,
    versions: Sequence[QuestionVersion],
    version: QuestionVersion,
    values: Sequence[str],
    *,
    behaviour: str,
    submission_id: UUID,
) -> Attempt:
    """Grade and save one answer to `version`, one of the quiz's `versions`.

    The learner's row is locked, so that parallel posts cannot pass the limit; the same submission
    posted again returns the attempt it made. Raises `UnreadableAnswerError` when the form held no
    answer and `AttemptRefusedError` when no further one is taken.
    """
    Learner.objects.select_for_update().get(pk=learner.pk)
    repeated = Attempt.objects.filter(learner=learner, submission_id=submission_id).first()
    if repeated is not None:
        return repeated
    kind = QUESTION_TYPES[version.kind]
    response = kind.read(version.content, values)
    states = question_states(learner, versions)
    state = next(state for state in states if state.version.pk == version.pk)
    may_try = QUESTION_BEHAVIOURS[behaviour].may_try(
        attempts_used=state.attempts_used,
        maximum=version.content["maximum_attempts"],
        correct=state.correct,
        quiz_answered=all(entry.answered for entry in states),
    )
    if not may_try:
        raise AttemptRefusedError(
            _("You answered this question correctly already.")
            if state.correct
            else _("There are no attempts left for this question.")
        )
    grade = kind.grade(version.content, response)
    return Attempt.objects.create(
        learner=learner,
        version=version,
        number=state.attempts_used + 1,
        response=response,
        score=grade.score,
        correct=grade.correct,
        submission_id=submission_id,
    )


def choices_in_order(version: QuestionVersion, learner: Learner | None) -> list[dict[str, Any]]:
    """Return a question's choices shuffled, always the same way for the same learner."""
    choices = list(version.content.get("choices", []))
    seed = f"{learner.public_id if learner else ''}:{version.question_id}"
    random.Random(seed).shuffle(choices)  # noqa: S311  # an order for display, not a secret
    return choices
