"""Addresses nothing is sent to."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SuppressionReason(models.TextChoices):
    """Why an address is suppressed; a dead or erased address gets no transactional mail either."""

    UNSUBSCRIBED = "unsubscribed", _("unsubscribed from everything")
    COMPLAINT = "complaint", _("marked our mail as spam")
    BOUNCED = "bounced", _("the address does not exist any more")
    ERASED = "erased", _("asked to be erased")
    STAFF = "staff", _("added by staff")


class Suppression(models.Model):
    """An address nothing is sent to, found by the SHA-256 of its normalised spelling.

    A row is never deleted: lifting it dates `lifted_at`, so that the history stays. At most one row
    per address is in force.

    Personal data: the address, as plain text while staff may need to find it; erasing a member empties
    it and keeps the digest, so that the address stays suppressed. Kept for good.
    """

    address_digest = models.CharField(_("digest of the address"), max_length=64)
    address = models.CharField(_("address"), max_length=320, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=SuppressionReason)
    note = models.CharField(_("note"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_reason = models.CharField(_("reason of lifting"), max_length=500, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["address_digest"], condition=models.Q(lifted_at__isnull=True), name="one_suppression_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=SuppressionReason.values), name="suppression_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.address or self.address_digest[:12]
