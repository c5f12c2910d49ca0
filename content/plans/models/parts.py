"""The parts of published plans, as rows that readings, updates and links can refer to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PlanPart(models.Model):
    """A pillar, goal, objective or metric of a plan, known by the key it keeps for ever.

    Written when a plan is published in the site's main language; `plan_key` is the plan's translation key, the
    same for all its languages. Next year's plan, made by copying the page, has the same keys under another
    `plan_key`: that is how years are compared. A part that is taken out of the plan is retired, not deleted:
    what was measured and reported for it stays readable. Personal data: none.
    """

    class Level(models.TextChoices):
        """Where in the plan it stands."""

        PILLAR = "pillar", _("Pillar")
        GOAL = "goal", _("Goal")
        OBJECTIVE = "objective", _("Objective")
        METRIC = "metric", _("Metric")

    key = models.UUIDField(_("key"), db_index=True)
    plan_key = models.UUIDField(_("plan"))
    parent = models.ForeignKey(
        "self", verbose_name=_("part above"), null=True, on_delete=models.PROTECT, related_name="parts"
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    number = models.CharField(_("number"), max_length=40)
    title = models.TextField(_("title"))
    live_metric = models.CharField(_("live metric"), max_length=100, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True)

    class Meta:
        verbose_name = _("part of a plan")
        verbose_name_plural = _("parts of plans")
        ordering: ClassVar[list[str]] = ["plan_key", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan_key", "key"], name="unique_part_of_a_plan"),
            models.CheckConstraint(
                condition=Q(live_metric="") | Q(level="metric"), name="only_metrics_are_counted_live"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PlanPartLink(models.Model):
    """A page or fact that contributes to a part of a plan, so that the page can show the way back.

    Written with the parts. A page is known by its translation key, so that all its languages lead back.
    Personal data: none.
    """

    part = models.ForeignKey(PlanPart, verbose_name=_("part"), on_delete=models.CASCADE, related_name="links")
    page_key = models.UUIDField(_("page"), null=True, db_index=True)
    fact = models.ForeignKey(
        "evidence.Fact", verbose_name=_("fact"), null=True, on_delete=models.CASCADE, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link of a part of a plan")
        verbose_name_plural = _("links of parts of plans")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(page_key__isnull=False, fact__isnull=True) | Q(page_key__isnull=True, fact__isnull=False),
                name="a_part_links_a_page_or_a_fact",
            ),
            models.UniqueConstraint(fields=["part", "page_key"], name="unique_page_of_a_part"),
            models.UniqueConstraint(fields=["part", "fact"], name="unique_fact_of_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.page_key or self.fact_id}"
