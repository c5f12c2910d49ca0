"""What we hold about a member's letters, and letting go of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from advocacy.campaigns.api import FilledLetter, Participation, fill_version, signer_of, withdraw
from advocacy.outreach.advancing import target_values
from advocacy.outreach.models import Letter, OwnWordsReview
from members.api import Member


def export_letters(member: Member) -> Mapping[str, Any]:
    """Return each participation with what the member wrote and each letter with its words and its state."""
    participations = Participation.objects.filter(member=member).select_related("action", "member").order_by("pk")
    return {"participations": [_participation(participation) for participation in participations]}


def erase_letters(member: Member) -> None:
    """Take back what has not left, delete the letters, and empty the participations; the counts stay true."""
    with transaction.atomic():
        for participation in Participation.objects.filter(member=member).select_related("action", "member"):
            state, confirmed_at = participation.state, participation.confirmed_at
            withdraw(participation)
            Letter.objects.filter(participation=participation).delete()
            OwnWordsReview.objects.filter(participation=participation).delete()
            participation.refresh_from_db()
            if state != Participation.State.CONFIRMED:
                participation.delete()
                continue
            participation.member = None
            participation.state = state
            participation.confirmed_at = confirmed_at
            participation.withdrawn_at = None
            participation.first_name = participation.last_name = participation.zip_code = ""
            participation.own_words = participation.consent_wording = ""
            participation.open_parts = {}
            participation.districts = {}
            participation.content_digest = ""
            participation.save()


def _participation(participation: Participation) -> dict[str, Any]:
    signer = signer_of(participation)
    letters = participation.letters.select_related("version").prefetch_related("events")
    return {
        "action": participation.action.name,
        "state": participation.state,
        "joined": participation.created_at,
        "confirmed": participation.confirmed_at,
        "name": participation.full_name,
        "zip_code": participation.zip_code,
        "state_of_residence": participation.region,
        "own_words": participation.own_words,
        "changed_parts": participation.open_parts,
        "agreed_to": participation.consent_wording,
        "letters": [_letter(letter, fill_version(letter.version, signer, target_values(letter))) for letter in letters],
    }


def _letter(letter: Letter, filled: FilledLetter) -> dict[str, Any]:
    return {
        "to": letter.recipient_name,
        "office": letter.recipient_role,
        "channel": letter.channel,
        "state": letter.state,
        "since": letter.state_since,
        "subject": filled.subject,
        "text": filled.body,
        "steps": [{"at": event.at, "to": event.to_state, "detail": event.detail} for event in letter.events.all()],
    }
