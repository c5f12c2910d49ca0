"""What members are asked to do, apart from the pages that ask them."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.search import index


class Action(index.Indexed, ClusterableModel):
    """Something a member can join once: a letter now, later a petition, a call, a comment.

    An action is not a page. One action may be asked for on several pages, one for each language, and
    a member who joined on the English page has joined on the Spanish one. Holds no personal data.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", _("Letter")

    name = models.CharField(
        _("name"), max_length=150, unique=True, help_text=_("For staff: how this action is called in lists.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, editable=False, default=Kind.LETTER)
    goal = models.PositiveIntegerField(
        _("goal"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How many people you hope will take part. Shown with the true number beside it."),
    )
    opens_at = models.DateTimeField(_("opens"), default=timezone.now)
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("After this time nobody can join. Leave empty for no end.")
    )

    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at=None) | models.Q(closes_at__gt=models.F("opens_at")),
                name="action_closes_after_it_opens",
                violation_error_message=_("An action closes after it opens."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["letter"]),
                name="action_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether members can join now."""
        now = timezone.now()
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)


class LetterAction(Action):
    """A letter that members send to offices: who is written to, with which words.

    Holds no personal data.
    """

    class OwnWordsReview(models.TextChoices):
        BEFORE_SENDING = "before", _("Staff read all of them before they are sent")
        SAMPLED = "sampled", _("Staff read a sample before it is sent; the others go at once")
        NONE = "none", _("They are sent without being read")

    own_words_allowed = models.BooleanField(
        _("members may add their own words"),
        default=True,
        help_text=_("They stand under a heading of their own, apart from the coalition's statement."),
    )
    own_words_limit = models.PositiveIntegerField(
        _("own words: most characters"),
        default=1500,
        validators=[MinValueValidator(100), MaxValueValidator(4000)],
    )
    own_words_review = models.CharField(
        _("own words: review"), max_length=10, choices=OwnWordsReview.choices, default=OwnWordsReview.BEFORE_SENDING
    )
    own_words_sample_percent = models.PositiveSmallIntegerField(
        _("own words: sample in percent"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Used when staff read a sample."),
    )

    class Meta:
        verbose_name = _("letter action")
        verbose_name_plural = _("letter actions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(own_words_review__in=["before", "sampled", "none"]),
                name="letter_action_own_words_review_known",
            ),
            models.CheckConstraint(
                condition=models.Q(own_words_sample_percent__range=(1, 100)),
                name="letter_action_sample_percent_in_range",
            ),
        ]

    def clean(self) -> None:
        """Refuse a limit for own words that no letter could hold."""
        super().clean()
        if self.own_words_allowed and not self.own_words_limit:
            raise ValidationError({"own_words_limit": _("Say how many characters members may write.")})
