"""What is sent: a mailing, the compiled forms of its text, and the tallies of its deliveries."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailingStatus(models.TextChoices):
    """Whether a mailing's deliveries may leave now."""

    DRAFT = "draft", _("draft")
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    CANCELLING = "cancelling", _("being cancelled")
    CANCELLED = "cancelled", _("cancelled")
    FINISHED = "finished", _("finished")


class Mailing(models.Model):
    """One thing sent to many: a newsletter issue, or the letters of one approved text.

    A mailing is created once per `(kind, idempotency_key)`; whoever asks again gets the same one.
    While `intake_open` is true more recipients may come, so the mailing never finishes by itself.

    Personal data: the sender's name as staff wrote it. Kept with the mailing.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=50)
    title = models.CharField(_("title"), max_length=255)
    idempotency_key = models.CharField(_("idempotency key"), max_length=255)
    reference = models.CharField(
        _("reference"), max_length=255, blank=True, help_text=_("The owner's own name for it.")
    )
    sender_name = models.CharField(_("sender's name"), max_length=255)
    sender_address = models.CharField(_("sender's address"), max_length=254)
    sender_reply_to = models.CharField(_("reply to"), max_length=254, blank=True)
    list_id = models.CharField(_("list identifier"), max_length=255, blank=True)
    headers = models.JSONField(_("further headers"), default=dict, blank=True)
    unsubscribe_by_mail = models.BooleanField(
        _("can be left by mail"), default=False, db_default=False, help_text=_("Whether a mailbox was read for it.")
    )
    provider = models.CharField(_("mail provider"), max_length=20, blank=True, default="", db_default="")
    status = models.CharField(_("status"), max_length=10, choices=MailingStatus, default=MailingStatus.DRAFT)
    intake_open = models.BooleanField(_("more recipients may come"), default=True)
    pause_reason = models.CharField(_("reason of the pause"), max_length=500, blank=True)
    priority = models.SmallIntegerField(_("priority"), default=0, help_text=_("Higher goes first."))
    messages_per_second = models.FloatField(_("messages per second"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering: ClassVar = ["-created_at", "-id"]
        permissions: ClassVar = [
            ("steer_mailing", "Can pause, resume, cancel and retry mailings and resolve doubts"),
            ("read_message", "Can read the messages of mailings"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "idempotency_key"], name="unique_mailing_idempotency_key"),
            models.CheckConstraint(condition=models.Q(status__in=MailingStatus.values), name="mailing_status_is_known"),
            models.CheckConstraint(
                condition=models.Q(messages_per_second__isnull=True) | models.Q(messages_per_second__gt=0),
                name="mailing_rate_is_positive",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-priority", "id"],
                condition=models.Q(status__in=["running", "cancelling"]),
                name="mailing_at_work",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MailingVariant(models.Model):
    """One text of a mailing, as written and as compiled; most mailings have one, number 0.

    `compiled` holds finished byte segments and slots (see `delivery.compile`); together with a
    delivery's values it rebuilds what was sent, byte for byte. `digest` is its SHA-256.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="variants", verbose_name=_("mailing"))
    number = models.SmallIntegerField(_("number"), default=0)
    subject = models.TextField(_("subject"))
    text = models.TextField(_("plain text"))
    html = models.TextField(_("HTML"), blank=True)
    compiled = models.TextField(_("compiled form"))
    digest = models.CharField(_("digest of the compiled form"), max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mailing text")
        verbose_name_plural = _("mailing texts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "number"], name="unique_mailing_variant"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id}/{self.number}"


class MailingTally(models.Model):
    """How many deliveries of a mailing are in a state, in a few rows that only sums make sense of.

    A database trigger on deliveries keeps it in the transaction that changes them, so it can neither
    drift nor be forgotten. Each session adds to a slot of its own (its process id modulo 16), so
    senders do not wait for each other; a single row's count may be negative, the sum is exact.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="tallies", verbose_name=_("mailing"))
    slot = models.SmallIntegerField(_("slot"))
    state = models.CharField(_("state"), max_length=10)
    count = models.IntegerField(_("count"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "slot", "state"], name="unique_mailing_tally"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.state} {self.count:+}"


class VariantTally(models.Model):
    """How many deliveries with one of a mailing's further texts are in a state, and how often events happened to them.

    For texts numbered 1 and above, so that a mailing with a single text, number 0, costs nothing; the deliveries of
    text 0 are what is left of all. `measure` is a state or the kind of an event from outside (delivered, bounced,
    complained, unsubscribed). Kept by triggers in slots, like `MailingTally`: only sums make sense.

    Personal data: none. Kept with the mailing.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="+", verbose_name=_("mailing"))
    slot = models.SmallIntegerField(_("slot"))
    variant_number = models.SmallIntegerField(_("text"))
    measure = models.CharField(_("measure"), max_length=12)
    count = models.IntegerField(_("count"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tally of a text")
        verbose_name_plural = _("tallies of texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailing", "slot", "variant_number", "measure"], name="unique_variant_tally"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id}/{self.variant_number} {self.measure} {self.count:+}"
