"""A plan by which the daily number of messages grows."""

from datetime import UTC, datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class WarmUpPlan(models.Model):
    """How many messages may leave on each day after a domain or an address is new.

    Receivers trust a sender that grows steadily (Google's sender guidelines: "increase the sending volume
    slowly"); by how much is nobody's published number, so the plan is the staff's own. It limits bulk
    mail; transactional mail is never held back.

    Personal data: none.
    """

    name = models.CharField(_("name"), max_length=100)
    begins_on = models.DateField(_("begins on"))
    first_day = models.PositiveIntegerField(
        _("messages on the first day"), default=500, validators=[MinValueValidator(1)]
    )
    growth = models.FloatField(
        _("growth per day"),
        default=1.5,
        validators=[MinValueValidator(1.01)],
        help_text=_("1.5: each day half as much again as the day before."),
    )
    ends_at = models.PositiveIntegerField(
        _("no limit from"),
        default=100_000,
        validators=[MinValueValidator(1)],
        help_text=_("Messages per day at which the warm-up is over."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    panels: ClassVar = [
        FieldPanel(name) for name in ("name", "begins_on", "first_day", "growth", "ends_at", "is_active")
    ]
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("warm-up plan")
        verbose_name_plural = _("warm-up plans")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a plan that would begin above its own end."""
        if self.first_day and self.ends_at and self.first_day >= self.ends_at:
            raise ValidationError({"ends_at": _("This must be more than the messages on the first day.")})

    def limit_on(self, moment: datetime) -> int | None:
        """Return the most messages on that day (UTC): 0 before it begins, nothing once the plan is over."""
        day = (moment.astimezone(UTC).date() - self.begins_on).days
        if day < 0:
            return 0
        # A plan of a thousand days is over in any case; the power would not fit a float.
        limit = self.first_day * self.growth ** min(day, 1_000) if day < 1_000 else float(self.ends_at)
        return None if limit >= self.ends_at else int(limit)
