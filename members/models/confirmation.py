"""What waits for its member to press the button."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConfirmationRequest(models.Model):
    """Something done with a typed address that takes effect once the address's owner confirms it.

    One row per member, kind and reference, so that asking twice is one request. The row, not the
    link, knows whether the effect has happened: a link works once however often it is opened.

    Personal data: which member acted on what (`reference`). Deleted 60 days after it was asked.
    """

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.CASCADE, related_name="confirmation_requests"
    )
    kind = models.CharField(_("kind"), max_length=60)
    reference = models.CharField(_("reference"), max_length=200)
    nonce = models.UUIDField(_("nonce"), default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    expires_at = models.DateTimeField(_("link expires"))
    mail_wanted_at = models.DateTimeField(_("mail wanted"), null=True)
    mailed_at = models.DateTimeField(_("mail last sent"), null=True)
    mail_count = models.PositiveSmallIntegerField(_("mails sent"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    next_path = models.CharField(_("next page"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("confirmation request")
        verbose_name_plural = _("confirmation requests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "kind", "reference"], name="unique_confirmation_request"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["mail_wanted_at"],
                name="confirmation_mail_wanted",
                condition=models.Q(mail_wanted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
