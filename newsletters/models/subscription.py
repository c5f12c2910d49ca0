"""Who gets which newsletter."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Subscription(models.Model):
    """A member's subscription to one newsletter; one row however often the form is sent.

    A pending subscription becomes active when its reader presses the button in the confirmation
    mail; one that staff import with evidence of consent is active at once and points to that import. Ending keeps the row, so that subscribing again is the same subscription; every grant and
    withdrawal with its wording stands in the members' consent ledger.

    Stays out of Wagtail's reference index, which is not made for a million rows.

    Personal data: that a member reads a newsletter, and where they subscribed. Deleted with the
    member; a pending one after `PENDING_DAYS` (see `newsletters.subscriptions`).
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        """Where a subscription stands; only an active one gets mail."""

        PENDING = "pending", _("Waits for confirmation")
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="newsletter_subscriptions",
    )
    newsletter = models.ForeignKey(
        "newsletters.Newsletter", verbose_name=_("newsletter"), on_delete=models.PROTECT, related_name="subscriptions"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    round = models.PositiveIntegerField(
        _("round"),
        default=1,
        help_text=_("Grows when an ended subscription is asked for again; old links then mean nothing."),
    )
    source = models.CharField(_("subscribed at"), max_length=100, blank=True)
    imported_by = models.ForeignKey(
        "newsletters.SubscriberImport",
        verbose_name=_("import that brought it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "newsletter"], name="unique_subscription"),
            models.CheckConstraint(
                condition=~models.Q(state="active") | models.Q(confirmed_at__isnull=False),
                name="active_subscription_is_confirmed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["newsletter", "id"], condition=models.Q(state="active"), name="active_subscriptions"),
            models.Index(fields=["asked_at"], condition=models.Q(state="pending"), name="pending_subscriptions"),
        ]

    def __str__(self) -> str:
        return f"{self.newsletter_id}: {self.get_state_display()}"


class SubscriptionRequest(models.Model):
    """What a visitor typed into the form, until a worker has looked at it.

    The form writes this row and nothing else, whoever's address it is, so that neither the answer
    nor the time it takes tells whether an address is known.

    Personal data: address and first name as typed; deleted once handled, within seconds.
    """

    email = models.EmailField(_("e-mail address"), max_length=254)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    newsletter_ids = models.JSONField(_("newsletters"), default=list)
    source = models.CharField(_("subscribed at"), max_length=100)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("subscription request")
        verbose_name_plural = _("subscription requests")

    def __str__(self) -> str:
        return f"{self.pk}"
