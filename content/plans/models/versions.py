"""The versions of a plan, frozen when it was approved."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanVersion(models.Model):
    """What a plan said when it was approved, in one language. The database refuses changes and deletions.

    `content` is everything a reader saw, as plain data (see `content.plans.frozen`): texts, the figures of the
    facts cited and where each stood in the registry, metrics with their values and status of that day. Nothing
    of it is looked up again, so that the version stays what it was when facts, pages and people change.
    `plan_key` is the plan's translation key; numbers count up in each language. `original_number` is the version
    in the site's main language that a translation renders.

    Personal data: which staff member approved it, until they are erased.
    """

    plan_key = models.UUIDField(_("plan"))
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveIntegerField(_("version"))
    original_number = models.PositiveIntegerField(_("version of the original"), null=True)
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.TextField(_("title"))
    change_note = models.CharField(_("what changed and why"), max_length=500, blank=True)
    content = models.JSONField(_("content"))
    digest = models.CharField(_("SHA-256 of the words"), max_length=64)
    approved_at = models.DateTimeField(_("approved at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering: ClassVar[list[str]] = ["plan_key", "language", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan_key", "language", "number"], name="unique_version_of_a_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
