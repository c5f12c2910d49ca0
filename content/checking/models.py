"""The policy: what each check does when it finds something."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, Panel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from content.checking.findings import Check


class Level(models.TextChoices):
    """What happens when a check finds something."""

    BLOCK = "block", _("Must be mended before publishing")
    WARN = "warn", _("Shown as a warning")
    OFF = "off", _("Not checked")


def _level(label: Any, help_text: Any, default: Level) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=5, choices=Level.choices, default=default, help_text=help_text)


@register_setting(icon="tasks")
class PublishPolicy(BaseGenericSetting):
    """Which findings stop the publication of a page; the same for all pages. Personal data: none."""

    figures = _level(
        _("figures without a fact"),
        _("Percentages, amounts, large numbers and counts typed into a text instead of chosen from the registry."),
        Level.WARN,
    )
    review = _level(
        _("facts past their review"),
        _("Facts whose review is overdue, that have been replaced by another fact, or that have no figure."),
        Level.WARN,
    )
    conflicts = _level(
        _("facts that contradict each other"), _("Facts with an open conflict, recorded or suspected."), Level.WARN
    )
    pictures = _level(
        _("pictures without words"), _("Pictures that somebody who cannot see them would miss."), Level.BLOCK
    )
    headings = _level(
        _("order of headings"),
        _("Empty headings and levels left out; screen readers read them as an outline."),
        Level.WARN,
    )
    links = _level(
        _("links"), _("Links that lead nowhere, have no words, or lead to an unpublished page."), Level.BLOCK
    )

    panels: ClassVar[list[Panel]] = [
        HelpPanel(
            _(
                "Each page is checked while it is edited. Choose what a finding does: stop the publication (also the "
                "submission to a reviewer), be shown as a warning, or nothing."
            )
        ),
        *(FieldPanel(check.value) for check in Check),
    ]

    class Meta:
        verbose_name = _("checks before publishing")

    def level_of(self, check: Check) -> Level:
        """What a finding of this check does."""
        return Level(getattr(self, check.value))
