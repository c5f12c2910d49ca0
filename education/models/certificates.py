"""Certificates: what a learner can show, and anyone can verify."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from education.models.learners import Learner
from education.models.releases import ModuleRelease


class Certificate(models.Model):
    """A module was completed by a member: one per member and release, publicly verifiable, revocable.

    Personal data: the name the member asked to be shown, until the member is erased.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.CASCADE, related_name="certificates"
    )
    release = models.ForeignKey(
        ModuleRelease, verbose_name=_("release"), on_delete=models.PROTECT, related_name="certificates"
    )
    name = models.CharField(_("name on the certificate"), max_length=200)
    module_title = models.CharField(_("module"), max_length=255)
    language = models.CharField(_("language"), max_length=10)
    score = models.PositiveSmallIntegerField(_("score in per cent"))
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revocation_reason = models.CharField(_("reason of revocation"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering: ClassVar = ["-issued_at"]
        permissions: ClassVar = [("revoke_certificate", "Can revoke certificates")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "release"], name="unique_certificate"),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True) | ~models.Q(revocation_reason=""),
                name="revocation_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_title}: {self.name}"

    def get_absolute_url(self) -> str:
        """The public page on which anyone can verify the certificate."""
        return reverse("education:certificate", args=[self.public_id])


class CertificateRequest(models.Model):
    """A learner without an account asked for a certificate and has yet to confirm their address.

    Personal data: name and the link to the member; deleted when confirmed, or after 30 days.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="certificate_requests")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    module_key = models.UUIDField(_("module"))
    name = models.CharField(_("name on the certificate"), max_length=200)
    language = models.CharField(_("language"), max_length=10)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("certificate request")
        verbose_name_plural = _("certificate requests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "member", "module_key"], name="unique_certificate_request")
        ]

    def __str__(self) -> str:
        return str(self.public_id)
