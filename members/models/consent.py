"""The consent ledger: what each member agreed to, in which words, and when they took it back."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentWording(models.Model):
    """The exact words under which consent was asked, stored once however many agreed to them.

    Personal data: none. Kept as long as a ledger entry points to it.
    """

    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    text = models.TextField(_("wording"))

    class Meta:
        verbose_name = _("consent wording")
        verbose_name_plural = _("consent wordings")

    def __str__(self) -> str:
        return self.text


class Consent(models.Model):
    """One line of the ledger. Lines are added, never changed.

    The database refuses UPDATE and DELETE on this table (a trigger of migration 0002), except a
    DELETE inside `members.erasure.erase_member`. The newest line per member and purpose counts; the
    database keeps it at hand in `CurrentConsent`.

    Personal data: that a member agreed or withdrew, and where. Kept as evidence until the member
    erases themselves.
    """

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.CASCADE, related_name="consents"
    )
    purpose = models.CharField(_("purpose"), max_length=100)
    granted = models.BooleanField(_("granted"))
    wording = models.ForeignKey(ConsentWording, verbose_name=_("wording"), on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("where"), max_length=200)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes: ClassVar = [models.Index(fields=["member", "purpose", "-id"], name="consent_history")]

    def __str__(self) -> str:
        return f"{self.purpose}: {_('granted') if self.granted else _('withdrawn')}"


class CurrentConsent(models.Model):
    """The newest ledger line per member and purpose, written by the ledger's trigger alone.

    It makes "everyone who agrees to this" one index scan over a million members.

    Personal data: as `Consent`.
    """

    member = models.ForeignKey("members.Member", verbose_name=_("member"), on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=100)
    granted = models.BooleanField(_("granted"))
    consent = models.ForeignKey(Consent, verbose_name=_("ledger line"), on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("current consent")
        verbose_name_plural = _("current consents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "purpose"], name="unique_current_consent"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["purpose", "member"], name="consent_granted", condition=models.Q(granted=True)),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {_('granted') if self.granted else _('withdrawn')}"
