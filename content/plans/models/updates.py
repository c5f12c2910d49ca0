"""What staff report about a part of a plan between its versions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from content.plans.models.parts import PlanPart


class PlanUpdate(TranslatableMixin, models.Model):
    """A dated note about a pillar, goal or objective, one row per language.

    A part that is retired keeps its updates: they are listed with the plan's history. Personal data: which
    staff member wrote it, until they are erased.
    """

    part = models.ForeignKey(
        PlanPart,
        verbose_name=_("part of the plan"),
        on_delete=models.PROTECT,
        related_name="updates",
        help_text=_("What the update is about, by its number in the plan."),
    )
    day = models.DateField(_("day"), default=timezone.localdate, help_text=_("When it happened. Not later than today."))
    text = models.TextField(
        _("what happened"),
        max_length=2000,
        help_text=_("Two or three sentences that somebody from outside understands. Everybody can read them."),
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering: ClassVar[list[str]] = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.day} · {self.part}"
