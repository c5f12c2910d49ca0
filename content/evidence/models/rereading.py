"""Places where a superseded fact stands, for staff to read again."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.evidence.models.facts import Fact, FactVersion


class PlaceToReread(models.Model):
    """A page, chart or letter text that cites a fact whose figure has changed; the sentence around it may be wrong now.

    At most one open row per fact and place: superseding a fact again moves that row to the newer version.
    Personal data: which staff member read it again, until they erase themselves.
    """

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="places_to_reread", verbose_name=_("fact"))
    version = models.ForeignKey(FactVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version"))
    key = models.CharField(_("place"), max_length=80)
    kind = models.CharField(_("kind"), max_length=80)
    title = models.CharField(_("title"), max_length=255)
    url = models.CharField(_("public address"), max_length=500, blank=True)
    edit_url = models.CharField(_("editing address"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    reread_at = models.DateTimeField(_("read again at"), null=True, blank=True)
    reread_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("read again by"),
    )

    class Meta:
        verbose_name = _("place to read again")
        verbose_name_plural = _("places to read again")
        ordering: ClassVar[list[str]] = ["-recorded_at", "title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fact", "key"], condition=Q(reread_at__isnull=True), name="one_open_place_per_fact"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.fact.slug})"
