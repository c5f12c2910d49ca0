"""An issue on its way to its readers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IssueSending(models.Model):
    """The one sending of an issue: what was decided, by whom, and how far it has come.

    One row per issue is the promise that nobody gets an issue twice: a second press of the button,
    a second tab or a second scheduler finds the row taken. The mail as it left and the rows per
    recipient are delivery's (`mailing_id`).

    Personal data: who pressed send (staff); kept with the issue as its audit.
    """

    class State(models.TextChoices):
        """The life of a sending."""

        SCHEDULED = "scheduled", _("Scheduled")
        PREPARING = "preparing", _("Gathering readers")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        CANCELLED = "cancelled", _("Cancelled")
        REFUSED = "refused", _("Not sent")

    issue = models.OneToOneField(
        "newsletters.IssuePage", verbose_name=_("issue"), on_delete=models.PROTECT, related_name="sending"
    )
    newsletter = models.ForeignKey(
        "newsletters.Newsletter", verbose_name=_("newsletter"), on_delete=models.PROTECT, related_name="+"
    )
    segment = models.ForeignKey(
        "members.Segment",
        verbose_name=_("segment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Without one the issue goes to every subscriber."),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SCHEDULED, db_index=True)
    reason = models.TextField(_("why it was not sent"), blank=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=_("approved version"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    scheduled_at = models.DateTimeField(_("starts at"))
    begins_at = models.DateTimeField(
        _("first mail leaves at"),
        default=timezone.now,
        help_text=_("Earlier than the start when readers live east of the coalition's clock."),
    )
    local_time = models.BooleanField(
        _("at that hour where the reader lives"),
        default=False,
        help_text=_("Each reader gets it when the clock in their state shows this time."),
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ordered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    requested_at = models.DateTimeField(_("ordered at"))
    expected_readers = models.PositiveIntegerField(_("readers when ordered"), default=0)

    mailing_id = models.BigIntegerField(_("mailing"), null=True, unique=True, editable=False)
    variant_cuts = models.JSONField(
        _("moments at which the text changes"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("Each block that is useless after a moment makes one more text, for mail leaving later."),
    )
    gathered_through = models.BigIntegerField(_("last subscription gathered"), default=0, editable=False)
    gathered = models.PositiveIntegerField(_("readers gathered"), default=0, editable=False)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        permissions: ClassVar = [("send_newsletters", _("Can send newsletters"))]
        indexes: ClassVar = [models.Index(fields=["state", "begins_at"], name="sendings_due")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.get_state_display()}"

    @property
    def is_under_way(self) -> bool:
        """Whether mail may be leaving now."""
        return self.state in {self.State.PREPARING, self.State.SENDING}
