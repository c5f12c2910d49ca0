"""What turned out to be wrong in an issue after it was sent."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.api import INLINE_FEATURES


class CorrectionBlock(blocks.StructBlock):
    """One correction: what was wrong and what is right, with its date. Mail cannot be called back; the archive can say so."""

    corrected_on = blocks.DateBlock(label=_("Date"), default=timezone.localdate)
    text = blocks.RichTextBlock(
        features=INLINE_FEATURES,
        label=_("Correction"),
        help_text=_("What stood there and what is right. Mend the body too; this note says that it was mended."),
    )

    class Meta:
        label = _("Correction")
        icon = "warning"


class CorrectionsBlock(blocks.StreamBlock):
    """All corrections of an issue."""

    correction = CorrectionBlock()
