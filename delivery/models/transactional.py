"""Single messages somebody waits for: confirmations, sign-in codes, receipts."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TransactionalState(models.TextChoices):
    """Where a transactional message stands."""

    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("suppressed")


class TransactionalMessage(models.Model):
    """One message that its reader waits for; it never stands behind a bulk mailing.

    A message that may have been accepted is sent again with the same Message-ID: reading a sign-in code twice
    does no harm, not getting it does.

    Personal data: the address and the finished message. The message (it may carry a code or a signed
    link) is emptied as soon as it is sent; the row goes after `TRANSACTIONAL_RETENTION_DAYS`.
    """

    purpose = models.CharField(_("purpose"), max_length=100)
    recipients: "models.Field[Any, Any]" = ArrayField(models.CharField(max_length=320), verbose_name=_("recipients"))
    envelope_sender = models.CharField(_("envelope sender"), max_length=320)
    subject = models.CharField(_("subject"), max_length=500)
    content = models.BinaryField(_("message"))
    message_id = models.CharField(_("Message-ID"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=TransactionalState, default=TransactionalState.QUEUED)
    attempts = models.SmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    reply_code = models.SmallIntegerField(_("reply code"), null=True, blank=True)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    returned_at = models.DateTimeField(_("came back"), null=True, blank=True)
    returned_words = models.CharField(_("why it came back"), max_length=500, blank=True, default="", db_default="")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("transactional message")
        verbose_name_plural = _("transactional messages")
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=TransactionalState.values), name="transactional_state_is_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["not_before", "id"], condition=models.Q(state="queued"), name="transactional_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    def parsed(self) -> EmailMessage:
        """The message, parsed; empty once it has been sent."""
        return message_from_bytes(bytes(self.content), _class=EmailMessage, policy=policy.default)

    @property
    def text(self) -> str:
        """The plain-text part, or nothing once the message has been sent."""
        part = self.parsed().get_body(preferencelist=("plain",))
        return part.get_content() if part is not None and self.content else ""
