"""What was measured, day by day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.plans.models.parts import PlanPart


class LiveReading(models.Model):
    """The whole-site total of a live metric at the end of a day, in the site's time zone.

    Kept by name and not by plan: it is the same for every plan that uses it, and a plan written later already
    has its history. `measured_at` tells when it was counted; a night that was missed may have been filled
    later, see `content.plans.snapshots`. Written once. Personal data: none.
    """

    name = models.CharField(_("live metric"), max_length=100)
    day = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6)
    measured_at = models.DateTimeField(_("counted at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reading of a live metric")
        verbose_name_plural = _("readings of live metrics")
        ordering: ClassVar[list[str]] = ["name", "day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "day"], name="unique_live_reading_of_a_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day}: {self.value}"


class MetricReading(models.Model):
    """A value that staff recorded for a manual metric, one per day; correcting it is noted in the audit log.

    Personal data: which staff member recorded it, until they are erased.
    """

    metric = models.ForeignKey(PlanPart, verbose_name=_("metric"), on_delete=models.PROTECT, related_name="readings")
    day = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering: ClassVar[list[str]] = ["metric", "day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["metric", "day"], name="unique_reading_of_a_metric_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.metric}, {self.day}: {self.value.normalize():f}"
