"""Question types: how an answer is read from a form and graded.

A type knows the shape of its question's content and of a response to it. When feedback is shown and
how often one may try is the behaviour's business (`education.question_behaviours`), so that any type
works with any behaviour. Moodle keeps the two apart the same way.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.utils.translation import gettext as _

Content = Mapping[str, Any]
Response = dict[str, Any]


class UnreadableAnswerError(ValueError):
    """The form held no answer that this question can take; the message is for the learner."""


@dataclass(frozen=True)
class Grade:
    """How good an answer is: `score` from 0 to 1, and whether it counts as correct."""

    score: Decimal
    correct: bool


class QuestionType(ABC):
    """One kind of question."""

    name: ClassVar[str]

    @abstractmethod
    def read(self, content: Content, values: Sequence[str]) -> Response:
        """Return the response in the values posted; raise `UnreadableAnswerError` when there is none."""

    @abstractmethod
    def grade(self, content: Content, response: Response) -> Grade:
        """Grade a response that `read` returned."""

    @abstractmethod
    def grading(self, content: Content) -> Any:
        """Return what decides the grade, without the wording: equal in every language of a question."""


class ChoiceQuestion(QuestionType):
    """Choices of which the right ones are ticked; content: `choices` with `id`, `text`, `correct`, `feedback`."""

    def grading(self, content: Content) -> Any:
        """The identifiers of the choices and which of them are right."""
        return sorted([choice["id"], bool(choice["correct"])] for choice in content["choices"])

    def grade(self, content: Content, response: Response) -> Grade:
        """Right when exactly the right choices were ticked."""
        expected = {choice["id"] for choice in content["choices"] if choice["correct"]}
        correct = set(response["choices"]) == expected
        return Grade(score=Decimal(int(correct)), correct=correct)

    def _known(self, content: Content, values: Sequence[str]) -> list[str]:
        known = {choice["id"] for choice in content["choices"]}
        picked = list(dict.fromkeys(values))
        if not picked:
            raise UnreadableAnswerError(_("Choose an answer first."))
        if not known.issuperset(picked):
            raise UnreadableAnswerError(
                _("That answer is not one of the choices. The question may have changed: read it again.")
            )
        return picked


class SingleChoice(ChoiceQuestion):
    """One choice out of several."""

    name = "single_choice"

    def read(self, content: Content, values: Sequence[str]) -> Response:
        """Return the one choice that was picked."""
        picked = self._known(content, values)
        if len(picked) > 1:
            raise UnreadableAnswerError(_("Choose one answer only."))
        return {"choices": picked}


class MultipleChoice(ChoiceQuestion):
    """Any number of choices out of several."""

    name = "multiple_choice"

    def read(self, content: Content, values: Sequence[str]) -> Response:
        """Return the choices that were ticked."""
        return {"choices": sorted(self._known(content, values))}


class NumberQuestion(QuestionType):
    """A number within a tolerance; content: `answer`, `tolerance` (both decimal text), `unit`."""

    name = "number"

    def read(self, content: Content, values: Sequence[str]) -> Response:  # noqa: ARG002  # any number is an answer
        """Return the number typed; a comma between thousands and a per cent sign are understood."""
        typed = values[0].strip() if values else ""
        if not typed:
            raise UnreadableAnswerError(_("Type a number first."))
        try:
            number = Decimal(typed.replace(",", "").rstrip("%").strip()) if len(typed) <= 30 else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
            raise UnreadableAnswerError(_("“%(typed)s” is not a number.") % {"typed": typed[:30]})
        return {"number": format(number, "f")}

    def grade(self, content: Content, response: Response) -> Grade:
        """Right when the number lies within the tolerance."""
        distance = abs(Decimal(response["number"]) - Decimal(content["answer"]))
        correct = distance <= Decimal(content["tolerance"])
        return Grade(score=Decimal(int(correct)), correct=correct)

    def grading(self, content: Content) -> Any:
        """The number and its tolerance."""
        return [str(Decimal(content["answer"]).normalize()), str(Decimal(content["tolerance"]).normalize())]


QUESTION_TYPES: dict[str, QuestionType] = {
    kind.name: kind for kind in (SingleChoice(), MultipleChoice(), NumberQuestion())
}
