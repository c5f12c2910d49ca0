"""Lobbying in issues: who approved it, and what was sent, for the annual report."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from delivery.api import progress


class LobbyingApproval(models.Model):
    """Somebody's word that an issue that lobbies may be sent exactly as it is written.

    It holds for one content (`content_digest`, see `newsletters.lobbying`): whoever changes a word or the
    purpose afterwards needs a new one.

    Personal data: who approved (staff); kept with the issue as its audit.
    """

    issue = models.ForeignKey(
        "newsletters.IssuePage",
        verbose_name=_("issue"),
        on_delete=models.CASCADE,
        related_name="lobbying_approvals",
    )
    content_digest = models.CharField(_("digest of the content"), max_length=64)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved"), auto_now_add=True)

    class Meta:
        verbose_name = _("approval of lobbying")
        verbose_name_plural = _("approvals of lobbying")
        permissions: ClassVar = [("approve_lobbying", _("Can approve issues that lobby"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "content_digest"], name="unique_lobbying_approval"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.content_digest[:8]}"


class LobbyingRecord(models.Model):
    """One line of the annual report: an issue that lobbied, as it was when it left.

    Written in the transaction that starts the sending and never changed, so that renaming a page or marking it
    otherwise later changes no report. How many messages left is read from the outbox.

    Personal data: who ordered and who approved (staff); kept, because the report may be asked for years later.
    """

    sending = models.OneToOneField(
        "newsletters.IssueSending", verbose_name=_("sending"), on_delete=models.PROTECT, related_name="lobbying"
    )
    title = models.CharField(_("issue"), max_length=255)
    newsletter = models.CharField(_("newsletter"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=20)
    audience = models.CharField(_("audience"), max_length=255, blank=True, help_text=_("Empty: every subscriber."))
    address = models.URLField(_("address in the archive"), max_length=500, blank=True)
    content_digest = models.CharField(_("digest of the content"), max_length=64)
    started_at = models.DateTimeField(_("sending started"), db_index=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ordered by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("approved by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("record of lobbying")
        verbose_name_plural = _("records of lobbying")
        ordering: ClassVar = ["started_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def sent(self) -> int:
        """How many of its messages were sent; one query, for it is read once a year."""
        mailing = self.sending.mailing_id
        return progress(mailing).sent if mailing is not None else 0
