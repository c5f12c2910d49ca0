"""Blocks of words: text, headings, quotations, notices, questions and answers, tables."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from content.blocks.rich_text import INLINE_FEATURES, RICH_TEXT_FEATURES

EXAMPLE_TEXT = (
    "<p>Personalized medicine is an evolving field in which physicians use diagnostic tests to determine which "
    "medical treatments will work best for each patient.</p>"
)


class ParagraphBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Words")
        template = "blocks/paragraph.html"
        preview_value = EXAMPLE_TEXT
        description = _("Running text with links, lists, smaller headings and facts")


class HeadingBlock(blocks.StructBlock):
    """A heading between parts of the page; its address can be linked to."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the part of the address that leads to the heading."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["anchor"] = slugify(value["text"])
        return context

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Words")
        template = "blocks/heading.html"
        preview_value: ClassVar[dict[str, object]] = {"text": "What is personalized medicine?"}
        description = _("A heading that divides the page")


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words. Who said it and where it was published are required."""

    quote = blocks.TextBlock(label=_("Quotation"), max_length=1000, rows=3)
    speaker = blocks.CharBlock(label=_("Who said it"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), max_length=160, required=False)
    source = blocks.CharBlock(
        label=_("Where it was published"), max_length=200, help_text=_("A quotation without a source is not published.")
    )
    source_url = blocks.URLBlock(label=_("Address of the source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = _("Words")
        template = "blocks/quote.html"
        preview_value: ClassVar[dict[str, object]] = {
            "quote": "The right treatment, for the right patient, at the right time.",
            "speaker": "Alex Example",
            "role": "a fictional person",
            "source": "An example, not a publication",
            "source_url": "",
        }
        description = _("Somebody's own words with their source")


class NoticeBlock(blocks.StructBlock):
    """Something the reader should not miss."""

    kind = blocks.ChoiceBlock(
        choices=[("information", _("Information")), ("success", _("Good news")), ("warning", _("Warning"))],
        default="information",
        label=_("Kind"),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Notice")
        group = _("Words")
        template = "blocks/notice.html"
        preview_value: ClassVar[dict[str, object]] = {
            "kind": "information",
            "title": "About this page",
            "text": "<p>The figures on this page are taken from the evidence registry.</p>",
        }
        description = _("A framed remark")


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=RICH_TEXT_FEATURES)


class QuestionsBlock(blocks.StructBlock):
    """Questions that open to show their answers; they work without JavaScript."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        group = _("Words")
        template = "blocks/questions.html"
        preview_value: ClassVar[dict[str, object]] = {
            "heading": "Questions people ask",
            "questions": [{"question": "What is a biomarker?", "answer": EXAMPLE_TEXT}],
        }
        description = _("Questions that open to show their answers")


class TableBlock(blocks.StructBlock):
    """A table with a caption that says what it shows."""

    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Text with links"), features=INLINE_FEATURES, required=False)),
        ],
        label=_("Table"),
    )
    source = blocks.CharBlock(label=_("Source"), max_length=300, required=False)
    first_column_is_heading = blocks.BooleanBlock(
        label=_("The first column names the rows"), required=False, default=True
    )

    def clean(self, value: Any) -> Any:
        """A table says what it shows, and one with numbers names their source."""
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if not cleaned["table"].caption:
            errors["table"] = ValidationError(_("Say in the caption what the table shows."))
        if not cleaned["source"] and any(column["block"].name == "number" for column in cleaned["table"].columns):
            errors["source"] = ValidationError(_("A table with numbers needs its source."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "table"
        label = _("Table")
        group = _("Words")
        template = "blocks/table.html"
        preview_value: ClassVar[dict[str, object]] = {
            "table": {
                "columns": [{"type": "text", "heading": "Part"}, {"type": "text", "heading": "What it is about"}],
                "rows": [{"values": ["Education", "What people know"]}, {"values": ["Advocacy", "What rules allow"]}],
                "caption": "Parts of a plan",
            },
            "source": "",
            "first_column_is_heading": True,
        }
        description = _("Rows and columns")
