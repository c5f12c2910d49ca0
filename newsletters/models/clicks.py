"""Links of an issue with how often they were followed; never by whom."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class IssueLink(models.Model):
    """One address that a sent issue links to, and how many times people and machines followed it.

    The row is also what makes the counted link safe: it leads to `target`, frozen when the issue left, and to
    nothing a visitor could write into an address.

    Personal data: none.
    """

    sending = models.ForeignKey(
        "newsletters.IssueSending", verbose_name=_("sending"), on_delete=models.CASCADE, related_name="links"
    )
    variant_number = models.SmallIntegerField(
        _("text"), default=0, help_text=_("The texts of a trial have links of their own; otherwise 0.")
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Its place among the links of the mail."))
    target = models.TextField(_("leads to"))
    words = models.CharField(_("words"), max_length=200, blank=True)
    clicks = models.IntegerField(_("clicks by people"), default=0)
    machine_clicks = models.IntegerField(_("clicks by machines"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link of an issue")
        verbose_name_plural = _("links of issues")
        ordering: ClassVar = ["sending", "variant_number", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sending", "variant_number", "number"], name="unique_issue_link_number"),
        ]

    def __str__(self) -> str:
        return self.target


class RecentClicks(models.Model):
    """What one visitor followed in the last minute, to tell a scanner that follows everything from a reader.

    Personal data: a keyed hash of network and browser; deleted after a minute (`newsletters.clicks.forget_recent`).
    """

    sending = models.ForeignKey(
        "newsletters.IssueSending", verbose_name=_("sending"), on_delete=models.CASCADE, related_name="+"
    )
    client = models.CharField(_("keyed hash of network and browser"), max_length=64)
    links = ArrayField(models.BigIntegerField(), verbose_name=_("links"), default=list)
    is_machine = models.BooleanField(_("follows everything"), default=False)
    began_at = models.DateTimeField(_("first click"), db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("recent clicks")
        verbose_name_plural = _("recent clicks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sending", "client"], name="unique_recent_clicks"),
        ]

    def __str__(self) -> str:
        return f"{self.sending_id}: {len(self.links)}"
