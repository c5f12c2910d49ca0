"""What somebody asked for by typing an e-mail address into a public form."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressRequest(models.Model):
    """A request that is handled after the answer has left.

    The form stores this row for any address, known or not, and answers; the queue does the rest.
    So neither the page nor the time it takes tells whether the address is a member's.

    Personal data: the address, and the name, ZIP code and choices typed with it. Deleted when the
    address is confirmed, when there is nothing left to do, and after 30 days at the latest.
    """

    class Wanted(models.TextChoices):
        """What was asked for."""

        JOIN = "join", _("Join")
        RESEND = "resend", _("Send the confirmation again")
        PREFERENCES = "preferences", _("Send a link to the preferences")

    wanted = models.CharField(_("wanted"), max_length=20, choices=Wanted.choices)
    email = models.EmailField(_("e-mail address"), max_length=254)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    zip_code = models.CharField(_("ZIP code"), max_length=5, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    consents = models.JSONField(
        _("consents"), default=dict, help_text=_("Purpose and the wording under which it was ticked.")
    )
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True, db_index=True)
    handled_at = models.DateTimeField(_("handled"), null=True)

    class Meta:
        verbose_name = _("request by address")
        verbose_name_plural = _("requests by address")
        indexes: ClassVar = [
            models.Index(fields=["id"], name="address_request_open", condition=models.Q(handled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.wanted} {self.pk}"
