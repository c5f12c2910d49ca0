"""The blocks in which staff write a module's questions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

QUESTION_TEXT_FEATURES = ["bold", "italic", "link", "fact"]


class ChoiceBlock(blocks.StructBlock):
    """One choice of a question."""

    text = blocks.CharBlock(label=_("choice"), max_length=300)
    correct = blocks.BooleanBlock(label=_("correct"), required=False)
    feedback = blocks.CharBlock(
        label=_("feedback"), required=False, max_length=500, help_text=_("Shown to those who picked it.")
    )

    class Meta:
        icon = "tick"


class _QuestionBlock(blocks.StructBlock):
    prompt = blocks.RichTextBlock(label=_("question"), features=QUESTION_TEXT_FEATURES)
    explanation = blocks.RichTextBlock(
        label=_("explanation"),
        features=QUESTION_TEXT_FEATURES,
        required=False,
        help_text=_("Shown with the feedback: why the answer is right, with its source."),
    )
    maximum_attempts = blocks.IntegerBlock(
        label=_("attempts"),
        default=3,
        min_value=0,
        max_value=20,
        help_text=_("How often a learner may try. 0: as often as they like."),
    )


def _choices() -> blocks.ListBlock:
    return blocks.ListBlock(ChoiceBlock(), label=_("choices"), min_num=2, max_num=8)


def _correct_count(value: Any) -> int:
    return sum(1 for choice in value["choices"] if choice["correct"])


class SingleChoiceBlock(_QuestionBlock):
    """A question with one right choice."""

    choices = _choices()

    def clean(self, value: Any) -> Any:
        """Refuse a question without exactly one right choice."""
        cleaned = super().clean(value)
        if _correct_count(cleaned) != 1:
            raise StructBlockValidationError({"choices": ValidationError(_("Mark exactly one choice as correct."))})
        return cleaned

    class Meta:
        icon = "radio-empty"
        label = _("Single choice")


class MultipleChoiceBlock(_QuestionBlock):
    """A question with any number of right choices."""

    choices = _choices()

    def clean(self, value: Any) -> Any:
        """Refuse a question without a right choice."""
        cleaned = super().clean(value)
        if not _correct_count(cleaned):
            raise StructBlockValidationError({"choices": ValidationError(_("Mark at least one choice as correct."))})
        return cleaned

    class Meta:
        icon = "list-ul"
        label = _("Multiple choice")


class NumberBlock(_QuestionBlock):
    """A question whose answer is a number."""

    answer = blocks.DecimalBlock(label=_("answer"), max_digits=18, decimal_places=3)
    tolerance = blocks.DecimalBlock(label=_("tolerance"), default=0, min_value=0, max_digits=18, decimal_places=3)
    unit = blocks.CharBlock(label=_("unit"), required=False, max_length=60)

    class Meta:
        icon = "order"
        label = _("Number")


class QuizBlock(blocks.StreamBlock):
    """The questions of a module, in the order they are asked."""

    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    number = NumberBlock()


def question_content(block: Any) -> dict[str, Any]:
    """Return a question block as plain data: what a version of the question keeps for good."""
    value = block.value
    content: dict[str, Any] = {
        "prompt": value["prompt"].source,
        "explanation": value["explanation"].source if value["explanation"] else "",
        "maximum_attempts": value["maximum_attempts"],
    }
    if block.block_type == "number":
        content |= {"answer": str(value["answer"]), "tolerance": str(value["tolerance"]), "unit": value["unit"]}
    else:
        content["choices"] = [
            {
                "id": str(item.id),
                "text": item.value["text"],
                "correct": bool(item.value["correct"]),
                "feedback": item.value["feedback"],
            }
            for item in value["choices"].bound_blocks
        ]
    return content
