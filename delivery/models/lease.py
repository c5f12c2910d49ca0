"""Who is sending what until when, and which outcomes their owner has still to hear."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.models.mailing import Mailing


class Lease(models.Model):
    """A sender's hold on a batch of deliveries; its id, ever growing, is the fencing token.

    `journal_store` and `journal` name the local file in which the sender writes what it handed over.
    Who can read that file may settle the lease exactly; who cannot must leave its rows in doubt.

    Personal data: none.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="leases", verbose_name=_("mailing"))
    journal_store = models.UUIDField(_("journal store"))
    journal = models.CharField(_("journal"), max_length=100)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    put_in_doubt_at = models.DateTimeField(_("put in doubt"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")
        indexes: ClassVar = [models.Index(fields=["journal_store", "journal"], name="lease_by_journal")]

    def __str__(self) -> str:
        return f"{self.pk} ({self.journal})"


class OutcomeBatch(models.Model):
    """Deliveries whose outcome, or events whose news, the mailing kind has still to be told.

    Written in the transaction that settles them and deleted after the kind has taken them, so that a
    crash in between repeats the call instead of losing it.

    Personal data: none.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="+", verbose_name=_("mailing"))
    delivery_ids: "models.Field[Any, Any]" = ArrayField(models.BigIntegerField(), verbose_name=_("deliveries"))
    event_ids: "models.Field[Any, Any]" = ArrayField(
        models.BigIntegerField(), verbose_name=_("events"), default=list, db_default=[], blank=True
    )
    attempts = models.SmallIntegerField(_("attempts"), default=0, db_default=0)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("outcomes to tell")
        verbose_name_plural = _("outcomes to tell")

    def __str__(self) -> str:
        return f"{self.mailing_id}: {len(self.delivery_ids) or len(self.event_ids)}"
