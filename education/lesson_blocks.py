"""The blocks lessons are written from: the site's own, and what only teaching needs."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.api import RICH_TEXT_FEATURES, StoryBlock

AUDIENCES = [
    ("patient", _("Patients")),
    ("provider", _("Providers")),
    ("payer", _("Payers")),
    ("policymaker", _("Policymakers")),
]


class AudienceVariantBlock(blocks.StructBlock):
    """What one audience should know."""

    audience = blocks.ChoiceBlock(label=_("audience"), choices=AUDIENCES)
    text = blocks.RichTextBlock(label=_("text"), features=RICH_TEXT_FEATURES)


class AudienceLensBlock(blocks.StructBlock):
    """The same point for several audiences; each reader opens the one that is theirs."""

    variants = blocks.ListBlock(AudienceVariantBlock(), label=_("variants"), min_num=2, max_num=4)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add each variant with its audience's name in the reader's language."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        names = dict(AUDIENCES)
        context["variants"] = [(names[variant["audience"]], variant) for variant in value["variants"]]
        return context

    class Meta:
        icon = "view"
        label = _("What this means for…")
        template = "education/blocks/audience_lens.html"
        preview_value: ClassVar = {
            "variants": [
                {
                    "audience": "patient",
                    "text": "<p>Ask whether your tumor was tested for biomarkers before treatment is chosen.</p>",
                },
                {
                    "audience": "provider",
                    "text": "<p>Order testing early, so that results arrive before the treatment decision.</p>",
                },
            ]
        }
        description = _("One point told for patients, providers, payers or policymakers.")


class KeyPointsBlock(blocks.StructBlock):
    """What to remember of a lesson."""

    points = blocks.ListBlock(blocks.CharBlock(max_length=240), label=_("points"), min_num=1, max_num=6)

    class Meta:
        icon = "list-ul"
        label = _("Key points")
        template = "education/blocks/key_points.html"
        preview_value: ClassVar = {
            "points": ["A test only helps when it is ordered.", "A result only helps when it is used."]
        }
        description = _("A short list at the end of a lesson.")


class LessonBlock(StoryBlock):
    """A lesson's body."""

    audience_lens = AudienceLensBlock()
    key_points = KeyPointsBlock()
