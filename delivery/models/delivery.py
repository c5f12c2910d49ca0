"""What leaves: one row per thing to be delivered, and what happened to it afterwards."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.models.mailing import Mailing


class State(models.TextChoices):
    """Where a delivery stands; the first three are on their way, the others are at rest."""

    QUEUED = "queued", _("queued")
    CLAIMED = "claimed", _("being sent")
    DEFERRED = "deferred", _("deferred")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("suppressed")
    WITHHELD = "withheld", _("withheld")
    CANCELLED = "cancelled", _("cancelled")
    IN_DOUBT = "in_doubt", _("in doubt")


WAITING_STATES = (State.QUEUED, State.DEFERRED)


class Delivery(models.Model):
    """One thing to be delivered; unique on `(mailing, recipient_key)`.

    `lease_id` is the fencing token: a mark that a sender makes counts only while the row still carries
    the lease under which the sender claimed it. It stays on a row in doubt, so that a journal found
    later can still settle it.

    Personal data: address, name, reply address and the values filled into the text (for letters also the
    member's own words). Kept until the recipient is erased or for `DELIVERY_RETENTION_DAYS`; then key,
    address and values are emptied and `message_digest` (SHA-256 of the bytes
    sent) remains as the proof.
    """

    mailing = models.ForeignKey(
        Mailing, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("mailing"), db_index=False
    )
    variant_number = models.SmallIntegerField(_("text"), default=0)
    recipient_key = models.CharField(_("recipient key"), max_length=255)
    address = models.CharField(_("address"), max_length=320, blank=True)
    name = models.CharField(_("name"), max_length=255, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    reply_to = models.CharField(_("reply to"), max_length=320, blank=True)
    sender_name = models.CharField(_("sender's name"), max_length=255, blank=True)
    unsubscribe_url = models.TextField(_("unsubscribe address"), blank=True)
    reference = models.CharField(_("reference"), max_length=255, blank=True)
    pacing_key = models.CharField(_("pacing key"), max_length=100, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField(_("not before"), default=timezone.now, db_default=Now())
    attempts = models.SmallIntegerField(_("attempts"), default=0, db_default=0)
    interrupted = models.SmallIntegerField(
        _("interruptions"), default=0, db_default=0, help_text=_("How often a sender died while holding it.")
    )
    withdrawn = models.BooleanField(_("withdrawn while being sent"), default=False, db_default=False)
    lease = models.ForeignKey(
        "delivery.Lease",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("lease"),
    )
    values_kept_under = models.BigIntegerField(
        _("values kept under"),
        null=True,
        blank=True,
        help_text=_("The lease under which the values asked from the mailing kind were kept (`LateValues`)."),
    )
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    reply_code = models.SmallIntegerField(_("reply code"), null=True, blank=True)
    enhanced_code = models.CharField(_("enhanced status code"), max_length=12, blank=True)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    message_digest = models.CharField(_("digest of the message"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, db_default=Now())

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "recipient_key"], name="unique_delivery_recipient"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(lease__isnull=False, claimed_at__isnull=False),
                name="delivery_claimed_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["queued", "deferred"]) | Q(lease__isnull=True),
                name="delivery_waiting_has_no_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "claimed", "deferred"]) | Q(settled_at__isnull=False),
                name="delivery_at_rest_is_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["mailing", "not_before", "id"],
                condition=Q(state__in=["queued", "deferred"]),
                name="delivery_queue",
            ),
            models.Index(fields=["lease"], condition=Q(state__in=["claimed", "in_doubt"]), name="delivery_by_lease"),
            models.Index(
                fields=["mailing", "state", "id"],
                condition=Q(state__in=["failed", "in_doubt", "withheld", "suppressed"]),
                name="delivery_needs_a_look",
            ),
            BrinIndex(fields=["created_at"], name="delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id}:{self.recipient_key}"


class EventKind(models.TextChoices):
    """What can happen to a delivery besides its state."""

    DEFERRED = "deferred", _("the server asked to try later")
    IN_DOUBT = "in_doubt", _("became in doubt")
    RESOLVED = "resolved", _("staff resolved the doubt")
    RETRIED = "retried", _("staff asked to try again")
    LATE_ACCEPTANCE = "late_accept", _("an earlier try turned out to be accepted")
    DELIVERED = "delivered", _("reported as delivered")
    DELAYED = "delayed", _("on its way, the receiving server is slow")
    BOUNCED = "bounced", _("bounced")
    COMPLAINED = "complained", _("marked as spam")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed by mail or mail program")
    REPLIED = "replied", _("replied")


class DeliveryEvent(models.Model):
    """Something that happened to a delivery: a deferral, a doubt and its end, a bounce, a complaint.

    Ordinary acceptance writes none, so that a mailing of a million stays one row per recipient.
    `identity` is what a report from outside is recognised by: one per delivery, kind and try, so that a
    report that comes twice, or by two ways, counts once.

    Personal data: none besides the server's words, which may repeat the address; goes with the delivery.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events", verbose_name=_("delivery"))
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind)
    at = models.DateTimeField(_("at"), default=timezone.now, db_default=Now())
    reply_code = models.SmallIntegerField(_("reply code"), null=True, blank=True)
    enhanced_code = models.CharField(_("enhanced status code"), max_length=12, blank=True, db_default="")
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=30, blank=True, db_default="")
    identity = models.CharField(_("identity"), max_length=80, null=True, blank=True, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="delivery_event_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.kind}"
