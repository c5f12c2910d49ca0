"""What staff decided: about text versions, and about members' own words."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.campaigns.models import LetterTextVersion, Participation


class VersionDecision(models.Model):
    """Staff approved or refused a text version after seeing it; append-only, the newest counts.

    `content_hash` repeats the hash of text, rule and figures that staff saw. An approval made while the
    version was the current wording lapses when text, rule or a figure changes. `earlier_wording` marks a
    decision made knowingly about a wording that was no longer current, for members who had signed it.

    Personal data: which member of staff decided; kept as the record of who let the letters go.
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    version = models.ForeignKey(LetterTextVersion, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    content_hash = models.CharField(_("hash of what was seen"), max_length=64)
    earlier_wording = models.BooleanField(_("about an earlier wording"), default=False)
    samples = models.PositiveSmallIntegerField(_("letters shown"), default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision on a text")
        verbose_name_plural = _("decisions on texts")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(verdict__in=["approved", "refused"]), name="version_verdict_known"),
            models.CheckConstraint(condition=~Q(verdict="refused") | ~Q(reason=""), name="version_refusal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.version}"


class OwnWordsReview(models.Model):
    """Whether staff have read what a member wrote themselves; one row per participation that needs it.

    Personal data: which member of staff read it. The words themselves are in the participation.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        NOT_SAMPLED = "not_sampled", _("Not in the sample")

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="own_words_review")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("review of own words")
        verbose_name_plural = _("reviews of own words")
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="own_words_waiting", condition=Q(state="waiting")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "approved", "refused", "not_sampled"]),
                name="own_words_review_state_known",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="own_words_refusal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.get_state_display()}"
