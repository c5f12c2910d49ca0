"""What staff ordered for many deliveries at once, and how far it has been carried out."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.models.mailing import Mailing


class OrderAction(models.TextChoices):
    """What is to be done with all deliveries of a mailing in one state."""

    RETRY_FAILED = "retry_failed", _("try the failed ones again")
    RESEND_IN_DOUBT = "resend_doubt", _("send those in doubt again")
    TAKE_AS_SENT = "take_as_sent", _("take those in doubt as sent")


class StaffOrder(models.Model):
    """An order that a million rows may have to follow: written at once, carried out in ranges, also after a restart.

    It is about the deliveries that were at rest when it was given: what fails again meanwhile is not
    tried for ever.

    Personal data: which member of staff gave it; emptied when their account is deleted.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="orders", verbose_name=_("mailing"))
    action = models.CharField(_("action"), max_length=12, choices=OrderAction)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by"),
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)
    deliveries = models.IntegerField(_("deliveries"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("order of staff")
        verbose_name_plural = _("orders of staff")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailing", "action"], condition=models.Q(done_at__isnull=True), name="one_open_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.action}"
