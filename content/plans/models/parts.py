"""The parts of published plans, as rows that metrics, owners and updates can refer to."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanPart(models.Model):
    """A pillar, goal or objective of a plan, known by the key it keeps for ever.

    Written when a plan is published in the site's main language; `plan_key` is the plan's translation key, the
    same for all its languages. A part that is taken out of the plan is retired, not deleted: what was measured
    for it stays readable. Personal data: none.
    """

    class Level(models.TextChoices):
        """Where in the plan it stands."""

        PILLAR = "pillar", _("Pillar")
        GOAL = "goal", _("Goal")
        OBJECTIVE = "objective", _("Objective")

    key = models.UUIDField(_("key"), primary_key=True)
    plan_key = models.UUIDField(_("plan"), db_index=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("part above"), null=True, on_delete=models.PROTECT, related_name="parts"
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    number = models.CharField(_("number"), max_length=20)
    title = models.CharField(_("title"), max_length=160)
    retired_at = models.DateTimeField(_("retired"), null=True)

    class Meta:
        verbose_name = _("part of a plan")
        verbose_name_plural = _("parts of plans")
        ordering: ClassVar[list[str]] = ["plan_key", "number"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
