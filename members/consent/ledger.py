"""Writing to the consent ledger and asking what it says now."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from members.models import Consent, ConsentWording, CurrentConsent, Member
from members.signals import consent_recorded

_LONGEST_SOURCE = 200


@transaction.atomic
def record_consent(member: Member, purpose: str, *, granted: bool, wording: str, source: str) -> Consent:
    """Add a line to the ledger: the member granted or withdrew consent for `purpose`.

    `wording` is the exact text the member saw, `source` where they saw it (such as "join page").
    Raises `ValueError` when purpose, wording or source is empty: such a line would prove nothing.
    """
    if not (purpose and wording and source):
        raise ValueError("A consent needs a purpose, the wording shown and the place where it was given.")
    line = Consent.objects.create(
        member=member,
        purpose=purpose,
        granted=granted,
        wording=_stored_wording(wording),
        source=source[:_LONGEST_SOURCE],
    )
    consent_recorded.send(sender=Consent, consent=line)
    return line


@transaction.atomic
def record_consents(days: Mapping[int, datetime], purpose: str, *, wording: str, source: str) -> None:
    """Add a line to the ledger for each member (by number) who granted consent at the moment given.

    For consent given elsewhere, on paper or in another system: `wording` says in which words, `source` where the
    evidence is. Raises `ValueError` as `record_consent` does.
    """
    if not (purpose and wording and source):
        raise ValueError("A consent needs a purpose, the wording shown and the place where it was given.")
    stored = _stored_wording(wording)
    lines = Consent.objects.bulk_create(
        [
            Consent(
                member_id=member_id,
                purpose=purpose,
                granted=True,
                wording=stored,
                source=source[:_LONGEST_SOURCE],
                at=at,
            )
            for member_id, at in days.items()
        ]
    )
    if consent_recorded.has_listeners(Consent):
        for line in lines:
            consent_recorded.send(sender=Consent, consent=line)


def has_consent(member: Member, purpose: str) -> bool:
    """Whether the member's newest line for this purpose grants consent."""
    return CurrentConsent.objects.filter(member=member, purpose=purpose, granted=True).exists()


def members_with_consent(purpose: str) -> QuerySet[Member]:
    """Return the active, confirmed members whose newest line for this purpose grants consent.

    Consent given with an address that nobody confirmed proves nothing, so it does not count yet.
    """
    granted = CurrentConsent.objects.filter(member=OuterRef("pk"), purpose=purpose, granted=True)
    return Member.objects.filter(Exists(granted), is_active=True, email_confirmed_at__isnull=False)


def consent_history(member: Member) -> QuerySet[Consent]:
    """Return the member's ledger lines with their wording, newest first."""
    return Consent.objects.filter(member=member).select_related("wording").order_by("-id")


def _stored_wording(text: str) -> ConsentWording:
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = ConsentWording.objects.filter(digest=digest).first()
    if found is None:
        ConsentWording.objects.bulk_create([ConsentWording(digest=digest, text=text)], ignore_conflicts=True)
        found = ConsentWording.objects.get(digest=digest)
    return found
