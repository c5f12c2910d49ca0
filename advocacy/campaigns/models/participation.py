"""One member's part in one action."""

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.campaigns.models.action import Action
from advocacy.campaigns.models.letter_text import WrittenAs


def new_receipt_token() -> str:
    """Return a token that nobody can guess (192 random bits)."""
    return secrets.token_urlsafe(24)


class Participation(models.Model):
    """A member joined an action: one row, however often the button is pressed.

    The name and ZIP code are those the member signed with; they may differ from the member record,
    which a stranger who knows the address must not change. What the member wrote is kept apart from
    the coalition's statement, which lives in the text version.

    Personal data: name, ZIP code, state, districts, own words; kept until the member erases
    themselves, then emptied, so that the count stays true without the person.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for the member's confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="participations")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="participations"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    receipt_token = models.CharField(max_length=64, unique=True, default=new_receipt_token, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    language = models.CharField(max_length=10, default="en")
    written_as = models.CharField(max_length=20, choices=WrittenAs.choices, default=WrittenAs.ANYONE)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    zip_code = models.CharField(max_length=5, blank=True)
    region = models.CharField(max_length=2, blank=True, help_text=_("The member's state, as its postal code."))
    districts = models.JSONField(
        default=dict, blank=True, help_text=_("The districts the member picked: congress, upper and lower chamber.")
    )
    own_words = models.TextField(blank=True)
    open_parts = models.JSONField(default=dict, blank=True)
    consent_wording = models.TextField(
        blank=True, help_text=_("The words the member agreed to when they pressed send.")
    )
    content_digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    receipt_mailed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        indexes: ClassVar = [models.Index(fields=["action", "state"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "member"], name="unique_participation_per_action_and_member"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "confirmed", "withdrawn"]), name="participation_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="participation_confirmed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
                name="participation_withdrawn_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} ({self.get_state_display()})"

    @property
    def full_name(self) -> str:
        """The name the member signed with."""
        return f"{self.first_name} {self.last_name}".strip()
