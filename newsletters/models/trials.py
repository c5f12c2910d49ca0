"""A trial of two texts of an issue: how it was ordered, and how it was decided."""

from datetime import timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SHARES: Final = (10, 50)
"""The smallest and the largest sample, in percent of all readers."""
HOURS: Final = (1, 48)
"""The shortest and the longest wait between the sample and the decision."""


class IssueTrial(models.Model):
    """What was ordered: how many readers try the texts, by what the better one is chosen, and after how long.

    The wait begins when the last message of the sample has been tried (`sample_left_at`), so that a slow or paused
    start takes nothing from it.

    Personal data: none.
    """

    class Rule(models.TextChoices):
        """What makes a text the better one."""

        CLICKS = "clicks", _("The text with more clicks per message that arrived")
        UNSUBSCRIBES = "unsubscribes", _("The text with fewer unsubscriptions per message that arrived")
        STAFF = "staff", _("I decide; if nobody has when the time is over, text A goes out")

    sending = models.OneToOneField(
        "newsletters.IssueSending", verbose_name=_("sending"), on_delete=models.CASCADE, related_name="trial"
    )
    share = models.PositiveSmallIntegerField(
        _("sample in percent"), validators=[MinValueValidator(SHARES[0]), MaxValueValidator(SHARES[1])]
    )
    rule = models.CharField(_("rule"), max_length=12, choices=Rule)
    hours = models.PositiveSmallIntegerField(
        _("hours to wait"), validators=[MinValueValidator(HOURS[0]), MaxValueValidator(HOURS[1])]
    )
    held_until = models.DateTimeField(
        _("others are held until"),
        null=True,
        editable=False,
        help_text=_("So far ahead that the decision comes first."),
    )
    sample_left_at = models.DateTimeField(_("sample has left"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(share__range=SHARES), name="trial_share_is_possible"),
            models.CheckConstraint(condition=Q(hours__range=HOURS), name="trial_wait_is_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.sending_id}: {self.share} %"

    @property
    def wait(self) -> timedelta:
        """How long the sample has to answer."""
        return timedelta(hours=self.hours)


class TrialDecision(models.Model):
    """Which text goes to the rest. One row per trial, so that two who decide at once decide once.

    `figures` are the counts the decision rests on, as they were. The rest is let go afterwards, in chunks;
    `released_at` says that none is held any more.

    Personal data: who decided (staff); kept with the sending as its audit.
    """

    class Reason(models.TextChoices):
        """Why it is this text."""

        RULE = "rule", _("it did better, and that is hardly chance")
        TIE = "tie", _("the difference may be chance, and then text A goes out")
        TIME = "time", _("nobody had decided when the time was over, and then text A goes out")
        STAFF = "staff", _("staff chose it")

    trial = models.OneToOneField(IssueTrial, verbose_name=_("trial"), on_delete=models.CASCADE, related_name="decision")
    text = models.CharField(_("text"), max_length=1, choices=[("a", "A"), ("b", "B")])
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    figures = models.JSONField(_("figures"))
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_at = models.DateTimeField(_("all let go"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision of a trial")
        verbose_name_plural = _("decisions of trials")

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.text}"
