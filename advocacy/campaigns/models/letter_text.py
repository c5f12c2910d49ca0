"""What a letter says: the coalition's statement, the parts a member may change, the place for own words."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.models import Orderable

from advocacy.campaigns import tokens
from advocacy.campaigns.models.target_group import TargetGroup
from content.api import FactTokenTextBlock, StoryField

LONGEST_SUBJECT = 150
LONGEST_STATEMENT = 6000
LONGEST_OPEN_PART = 1500


class WrittenAs(models.TextChoices):
    """The variants of a text: in which role the member writes."""

    ANYONE = "anyone", _("A supporter of personalized medicine")
    PATIENT = "patient", _("A patient or family member")
    PROVIDER = "provider", _("A health professional")
    RESEARCHER = "researcher", _("A researcher")
    PAYER = "payer", _("A payer")


class StatementBlock(FactTokenTextBlock):
    """A stretch of the coalition's statement, which the member cannot change."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=8, max_length=LONGEST_STATEMENT, **kwargs)

    def clean(self, value: str) -> str:
        """Refuse what the token language does not know."""
        cleaned: str = super().clean(value)
        tokens.parse(cleaned)
        return cleaned

    class Meta:
        icon = "lock"
        label = _("Statement (locked)")


class OpenTextBlock(FactTokenTextBlock):
    """The wording an open part starts with: tokens of the member only, since it is the same in every letter."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=5, max_length=LONGEST_OPEN_PART, **kwargs)

    def clean(self, value: str) -> str:
        """Refuse what the token language does not know, and tokens that differ from office to office."""
        cleaned: str = super().clean(value)
        for token in tokens.tokens_in(cleaned):
            if token.name.startswith("target."):
                raise ValidationError(
                    _("“%(token)s” differs from office to office, so it cannot stand in a part that members change."),
                    code="token_differs",
                    params={"token": token.name},
                )
        return cleaned


class OpenPartBlock(blocks.StructBlock):
    """A part the member may change before sending."""

    text = OpenTextBlock(label=_("Text to start from"))
    limit = blocks.IntegerBlock(
        label=_("Most characters"), default=600, min_value=50, max_value=LONGEST_OPEN_PART, required=True
    )

    class Meta:
        icon = "edit"
        label = _("Open part (members may change it)")


class OwnWordsPlaceBlock(blocks.StaticBlock):
    """The place where the member's own words stand."""

    class Meta:
        icon = "user"
        label = _("Place for own words")
        admin_text = _("The member's own words stand here, under a heading of their own.")


class LetterPartsBlock(blocks.StreamBlock):
    """The parts of a letter in their order."""

    statement = StatementBlock()
    open_part = OpenPartBlock()
    own_words = OwnWordsPlaceBlock()

    class Meta:
        block_counts: ClassVar = {"statement": {"min_num": 1}, "own_words": {"max_num": 1}, "open_part": {"max_num": 3}}


class LetterText(Orderable):
    """The words for one target group, in one role and one language.

    The row holds what staff edit now. What is approved and sent is an unchangeable copy of it, see
    `LetterTextVersion`. Holds no personal data.
    """

    group = ParentalKey(TargetGroup, on_delete=models.CASCADE, related_name="texts")
    written_as = models.CharField(_("written as"), max_length=20, choices=WrittenAs.choices, default=WrittenAs.ANYONE)
    language = models.CharField(
        _("language"), max_length=10, default="en", choices=[("en", "English"), ("es", "Español")]
    )
    group_label = models.CharField(
        _("name of the group in this language"),
        max_length=120,
        blank=True,
        help_text=_("How members who read this language see the group. Empty: the group's own name."),
    )
    subject = models.CharField(
        _("subject"), max_length=LONGEST_SUBJECT, help_text=_("Tokens such as {{ member.last_name }} are possible.")
    )
    parts = StoryField(LetterPartsBlock(), verbose_name=_("letter"))

    class Meta(Orderable.Meta):
        verbose_name = _("letter text")
        verbose_name_plural = _("letter texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "written_as", "language"],
                name="unique_letter_text",
                violation_error_message=_("This group has a text for this role and language already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} · {self.get_written_as_display()} · {self.get_language_display()}"

    def clean(self) -> None:
        """Refuse a subject with unknown tokens or line breaks."""
        super().clean()
        try:
            tokens.parse(self.subject)
        except ValidationError as error:
            raise ValidationError({"subject": error}) from error
        if any(ord(character) < 32 for character in self.subject):
            raise ValidationError({"subject": _("A subject stands on one line.")})


class LetterTextVersion(models.Model):
    """A letter text as it stood at one moment, with the rule it was written for: unchangeable.

    A member sees a version, agrees to it, and that version is what leaves; staff approve a version. When
    the text, the rule or a cited fact changes, the next letter is made from a new version with a new
    hash. Holds no personal data.
    """

    text = models.ForeignKey(LetterText, null=True, on_delete=models.SET_NULL, related_name="versions")
    action = models.ForeignKey("campaigns.LetterAction", on_delete=models.PROTECT, related_name="text_versions")
    group_name = models.CharField(max_length=120)
    written_as = models.CharField(max_length=20, choices=WrittenAs.choices)
    language = models.CharField(max_length=10)
    snapshot = models.JSONField()
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("text version")
        verbose_name_plural = _("text versions")
        permissions: ClassVar = [("approve_letters", _("Can approve letters before they are sent"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "content_hash"], name="unique_text_version_per_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} · {self.group_name} · {self.get_written_as_display()} · {self.language}"
