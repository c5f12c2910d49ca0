"""What mailing kinds filled in when messages were about to leave."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from delivery.models.mailing import Mailing


class LateValues(models.Model):
    """The values a mailing kind gave for the deliveries of one lease, in one compressed piece.

    `content` is zlib-compressed JSON: delivery id to slot name to value. It is written before the first
    of these messages leaves, so that whatever left can be shown byte for byte.

    Personal data: names and personal links of up to some hundred recipients. One recipient's part is cut
    out when they are erased; the rest goes with the retention of the deliveries.
    """

    lease_number = models.BigIntegerField(_("lease"), primary_key=True)
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="+", verbose_name=_("mailing"))
    content = models.BinaryField(_("values"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("late values")
        verbose_name_plural = _("late values")

    def __str__(self) -> str:
        return f"{self.mailing_id}: lease {self.lease_number}"
