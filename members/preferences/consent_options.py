"""The members' own provider: one option for each purpose consent is asked for."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.consent.ledger import record_consent
from members.consent.purposes import consent_purpose, consent_purposes
from members.models import CurrentConsent, Member
from members.preferences.providers import PreferenceOption, PreferenceProvider


class ConsentOptions(PreferenceProvider):
    """Lets a member grant and withdraw consent; every change is a line of the ledger."""

    name = "consent"
    label: ClassVar[str | Promise] = _("Contact from the coalition")

    def options(self, member: Member) -> Sequence[PreferenceOption]:
        """One option per registered purpose."""
        granted = set(
            CurrentConsent.objects.filter(member=member, granted=True).values_list("purpose", flat=True),
        )
        return [
            PreferenceOption(purpose.name, str(purpose.label), str(purpose.wording), purpose.name in granted)
            for purpose in consent_purposes()
        ]

    def set_option(self, member: Member, key: str, enabled: bool, source: str) -> None:  # noqa: FBT001  the providers' contract
        """Add a ledger line unless the ledger says so already."""
        purpose = consent_purpose(key)
        if purpose is None:
            raise LookupError(f"There is no consent purpose {key!r}.")
        Member.objects.select_for_update().get(pk=member.pk)
        current = CurrentConsent.objects.filter(member=member, purpose=key).first()
        if (current is not None and current.granted) == enabled:
            return
        record_consent(member, key, granted=enabled, wording=str(purpose.wording), source=source)
