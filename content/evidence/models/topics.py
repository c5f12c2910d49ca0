"""What facts are about: the headings of the evidence index."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import TranslatableMixin


class EvidenceTopic(TranslatableMixin, models.Model):
    """A heading of the evidence index, one row per language. Personal data: none."""

    name = models.CharField(_("name"), max_length=120)
    introduction = models.TextField(_("introduction"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Lower numbers come first."))

    panels: ClassVar[list[Panel]] = [FieldPanel("name"), FieldPanel("introduction"), FieldPanel("position")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("evidence topic")
        verbose_name_plural = _("evidence topics")
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name
