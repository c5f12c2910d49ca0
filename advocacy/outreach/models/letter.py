"""One letter of one member to one office."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.campaigns.models import LetterTextVersion, Participation, TargetGroup


class LetterState(models.TextChoices):
    """Where a letter is. The words are the ones its sender reads."""

    AWAITING_CONFIRMATION = "awaiting_confirmation", _("Waiting for your confirmation")
    AWAITING_APPROVAL = "awaiting_approval", _("Waiting for our approval of its text")
    AWAITING_REVIEW = "awaiting_review", _("Waiting until we have read your own words")
    QUEUED = "queued", _("In the queue")
    HANDED_OVER = "handed_over", _("Handed over to the mail server")
    ACCEPTED = "accepted", _("Accepted by the office's mail server")
    BOUNCED = "bounced", _("Came back")
    FAILED = "failed", _("Refused by the mail server")
    IN_DOUBT = "in_doubt", _("In doubt")
    NEEDS_YOU = "needs_you", _("Needs you")
    SENT_BY_MEMBER = "sent_by_member", _("Sent by you")
    DECLINED = "declined", _("Not sent: declined by our staff")
    WITHHELD = "withheld", _("Not sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")


IN_OUTBOX = ("queued", "handed_over", "accepted", "bounced", "failed", "in_doubt")


class Letter(models.Model):
    """A letter to one office: one row per participation and person in office.

    The text version and the participation hold its words; this row holds whom it is for, as that was when
    the member agreed, and its state. `outbox_key` names the delivery that carries it: a letter that was
    held back and is let go later gets a new one, so that an outcome of the first cannot be
    taken for one of the second.

    Personal data: who wrote to whom, through the participation. Kept until the member erases themselves.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WEB_FORM = "web_form", _("The office's web form")
        PAPER = "paper", _("Printed letter")

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="letters")
    version = models.ForeignKey(LetterTextVersion, on_delete=models.PROTECT, related_name="letters")
    group = models.ForeignKey(TargetGroup, null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey("legislators.Person", on_delete=models.PROTECT, related_name="letters")
    seat = models.ForeignKey("legislators.Seat", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey(
        "legislators.Committee", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipient_name = models.CharField(_("office holder"), max_length=150)
    recipient_role = models.CharField(_("office"), max_length=200)
    recipient_salutation = models.CharField(_("salutation"), max_length=200)
    committee_name = models.CharField(_("committee"), max_length=250, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    address = models.EmailField(_("address"), max_length=254, blank=True)
    web_form = models.URLField(_("web form"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=25, choices=LetterState.choices, default=LetterState.AWAITING_CONFIRMATION
    )
    state_detail = models.CharField(_("detail"), max_length=500, blank=True)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    mailing_id = models.BigIntegerField(_("mailing"), null=True, blank=True)
    outbox_key = models.CharField(_("key in the outbox"), max_length=40, blank=True)
    withdrawal_asked_at = models.DateTimeField(_("withdrawal asked"), null=True, blank=True)
    times_queued = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["version", "state"], name="letter_by_version_and_state"),
            models.Index(
                fields=["state", "state_since"],
                name="letter_needs_attention",
                condition=Q(state__in=["awaiting_approval", "awaiting_review", "failed", "bounced", "in_doubt"]),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "person"], name="unique_letter_per_office"),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(
                condition=Q(channel__in=["email", "web_form", "paper"]), name="letter_channel_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=IN_OUTBOX)
                | (Q(channel="email") & Q(mailing_id__isnull=False) & ~Q(outbox_key="")),
                name="letter_in_outbox_has_mailing",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["needs_you", "sent_by_member"]) | ~Q(channel="email"),
                name="letter_member_sends_only_without_email",
            ),
            models.CheckConstraint(condition=~Q(channel="email") | ~Q(address=""), name="letter_by_email_has_address"),
            models.CheckConstraint(
                condition=~Q(channel="web_form") | ~Q(web_form=""), name="letter_by_web_form_has_link"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_name} ({self.get_state_display()})"


class LetterEvent(models.Model):
    """One step in a letter's life; append-only.

    Personal data: none of its own; goes with the letter.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="events")
    from_state = models.CharField(max_length=25, choices=LetterState.choices, blank=True)
    to_state = models.CharField(max_length=25, choices=LetterState.choices)
    detail = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("letter event")
        verbose_name_plural = _("letter events")
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_state__in=LetterState.values), name="letter_event_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
