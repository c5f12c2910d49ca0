"""Joining the coalition: what happens when the owner of the address presses the button."""

from typing import ClassVar

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.confirmation.kinds import ConfirmationKind
from members.consent.ledger import record_consent
from members.consent.purposes import consent_purpose
from members.models import AddressRequest, Member

JOIN = "join"
_SOURCE = "join page"


class JoinConfirmation(ConfirmationKind):
    """Makes what was typed on the join page the member's own: name, ZIP code, language and consents."""

    name = JOIN
    button: ClassVar[str | Promise] = _("Yes, I want to join")

    def describe(self, member: Member, reference: str) -> str:  # noqa: ARG002  the kinds' contract
        """Say that somebody wants to join with this address, and what they ticked."""
        sentence = translation.gettext("You join as a member with this e-mail address.")
        request = AddressRequest.objects.filter(pk=reference).first()
        labels = [
            str(purpose.label)
            for name in (request.consents if request else {})
            if (purpose := consent_purpose(name)) is not None
        ]
        if labels:
            sentence += " " + translation.gettext("You agreed to: %(purposes)s.") % {"purposes": ", ".join(labels)}
        return sentence

    def confirm(self, member: Member, reference: str) -> str:
        """Take over what was typed and record the consents; a second call finds the request gone."""
        request = AddressRequest.objects.select_for_update().filter(pk=reference, member=member).first()
        if request is not None:
            _take_over(member, request)
            request.delete()
        with translation.override(member.language):
            return reverse("members:welcome")


def _take_over(member: Member, request: AddressRequest) -> None:
    changed = []
    for name in ("first_name", "last_name", "zip_code", "language"):
        value = getattr(request, name)
        if value and getattr(member, name) != value:
            setattr(member, name, value)
            changed.append(name)
    if changed:
        member.save(update_fields=changed)
    for purpose, wording in request.consents.items():
        record_consent(member, purpose, granted=True, wording=wording, source=_SOURCE)
