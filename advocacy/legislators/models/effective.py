"""From when to when something holds."""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=models.Model)


class EffectiveQuerySet(models.QuerySet[Row]):
    """Rows that hold from a day to a day."""

    def as_of(self, day: date) -> Self:
        """Only the rows that hold on `day`: begun by then (or since before we looked) and not ended by then."""
        return self.filter(effective_on(day))

    def current(self) -> Self:
        """Only the rows that no import has ended."""
        return self.filter(effective_until__isnull=True)


class EffectiveManager(models.Manager[Row]):
    """Gives a model the questions of `EffectiveQuerySet`."""

    def get_queryset(self) -> EffectiveQuerySet[Row]:
        """All rows, whenever they hold."""
        return EffectiveQuerySet(self.model, using=self._db)

    def as_of(self, day: date) -> EffectiveQuerySet[Row]:
        """Only the rows that hold on `day`."""
        return self.get_queryset().as_of(day)

    def current(self) -> EffectiveQuerySet[Row]:
        """Only the rows that no import has ended."""
        return self.get_queryset().current()


def effective_on(day: date, prefix: str = "") -> Q:
    """The condition "holds on `day`", for a relation when `prefix` names one (`"terms__"`)."""
    begun = Q(**{f"{prefix}effective_from__isnull": True}) | Q(**{f"{prefix}effective_from__lte": day})
    lasting = Q(**{f"{prefix}effective_until__isnull": True}) | Q(**{f"{prefix}effective_until__gt": day})
    return begun & lasting


class EffectiveDated(models.Model):
    """Something that holds from a day to a day.

    `effective_from` is the first day; empty means since before the first import saw it.
    `effective_until` is the first day on which it no longer holds; empty means it still does.
    """

    effective_from = models.DateField(_("holds from"), null=True, blank=True)
    effective_until = models.DateField(_("holds until"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    objects: ClassVar[EffectiveManager[Self]] = EffectiveManager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(effective_until__isnull=True)
                | Q(effective_until__gte=F("effective_from")),
                name="%(class)s_ends_after_it_begins",
            ),
        ]
