"""How an address and a receiving domain have treated our mail: counts, kept as it happens."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.models.mailing import Mailing


class SoftBounce(models.Model):
    """One bounce that may pass, such as a full mailbox; several in a row end in suppression.

    Personal data: the SHA-256 of the address. Deleted after `delivery.inbound.rules.SOFT_BOUNCES_COUNT_FOR`
    and when the suppression they led to is lifted.
    """

    address_digest = models.CharField(_("digest of the address"), max_length=64)
    identity = models.CharField(_("identity"), max_length=80, unique=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("soft bounce")
        verbose_name_plural = _("soft bounces")
        indexes: ClassVar = [models.Index(fields=["address_digest", "at"], name="soft_bounce_by_address")]

    def __str__(self) -> str:
        return f"{self.address_digest[:12]} {self.at:%Y-%m-%d}"


class Measure(models.TextChoices):
    """What a domain tally counts; the first five follow the deliveries' states, the others are events."""

    SENT = "sent", _("accepted by their server")
    FAILED = "failed", _("refused by their server")
    IN_DOUBT = "in_doubt", _("in doubt")
    SUPPRESSED = "suppressed", _("suppressed")
    WITHHELD = "withheld", _("withheld")
    DEFERRED = "deferred", _("deferrals")
    DELIVERED = "delivered", _("reported as delivered")
    BOUNCED = "bounced", _("bounced")
    COMPLAINED = "complained", _("marked as spam")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed by mail")


class DomainTally(models.Model):
    """How often something happened to a mailing's messages at one receiving domain within one hour (UTC).

    Triggers on deliveries and their events keep it in the transaction that changes them, so pages never
    count deliveries. A state that is left again (a retried failure) is taken off in the hour it was left:
    one hour's count may be negative, the sum over all hours is exact.

    Personal data: none, but for domains with a single mailbox the name of the domain. Kept with the mailing.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="+", verbose_name=_("mailing"))
    hour = models.DateTimeField(_("hour"))
    measure = models.CharField(_("measure"), max_length=12, choices=Measure)
    domain = models.CharField(_("receiving domain"), max_length=255)
    count = models.IntegerField(_("count"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("domain tally")
        verbose_name_plural = _("domain tallies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "hour", "measure", "domain"], name="unique_domain_tally"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["hour"], name="domain_tally_by_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.domain} {self.measure} {self.count:+}"
