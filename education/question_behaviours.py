"""Question behaviours: when feedback is shown and whether one may try again."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class QuestionBehaviour:
    """What happens around an answer, whatever the question's type."""

    name: str
    label: str | Promise
    feedback_at_once: bool

    IMMEDIATE: ClassVar[str] = "immediate"
    DEFERRED: ClassVar[str] = "deferred"

    def shows_feedback(self, *, quiz_answered: bool) -> bool:
        """Whether the learner sees now if an answer was right."""
        return self.feedback_at_once or quiz_answered

    def may_try(self, *, attempts_used: int, maximum: int, correct: bool, quiz_answered: bool) -> bool:
        """Whether another attempt is taken: not after a right answer that was shown, nor past the maximum (0: no limit)."""
        if maximum and attempts_used >= maximum:
            return False
        return not (correct and self.shows_feedback(quiz_answered=quiz_answered))


QUESTION_BEHAVIOURS: dict[str, QuestionBehaviour] = {
    behaviour.name: behaviour
    for behaviour in (
        QuestionBehaviour(QuestionBehaviour.IMMEDIATE, _("Feedback after each answer"), feedback_at_once=True),
        QuestionBehaviour(
            QuestionBehaviour.DEFERRED, _("Feedback when every question is answered"), feedback_at_once=False
        ),
    )
}
