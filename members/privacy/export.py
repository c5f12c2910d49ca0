"""Download-my-data: everything the platform holds about a member, as one JSON document."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from members.consent.ledger import consent_history
from members.models import Member
from members.privacy.handlers import privacy_handlers


def export_member(member: Member) -> str:
    """Return what all rooms hold about the member, as indented JSON in UTF-8 text."""
    data: dict[str, Any] = {"exported_at": timezone.now(), "member": _own_data(member)}
    for handler in privacy_handlers():
        data[handler.name] = handler.exporter(member)
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _own_data(member: Member) -> dict[str, Any]:
    return {
        "identifier": str(member.public_id),
        "email": member.email,
        "email_confirmed_at": member.email_confirmed_at,
        "first_name": member.first_name,
        "last_name": member.last_name,
        "language": member.language,
        "audience": member.audience,
        "zip_code": member.zip_code,
        "state": member.state,
        "street_address": member.street_address,
        "city": member.city,
        "street_address_kept_until": member.street_address_until,
        "joined_at": member.date_joined,
        "last_signed_in_at": member.last_login,
        "is_staff": member.is_staff,
        "interests": list(member.interests.values_list("name", flat=True)),
        "organisations": [
            {"organisation": representation.organisation.name, "role": representation.role}
            for representation in member.representations.select_related("organisation")
        ],
        "consents": [
            {
                "purpose": line.purpose,
                "granted": line.granted,
                "wording": line.wording.text,
                "where": line.source,
                "when": line.at,
            }
            for line in consent_history(member)
        ],
        "confirmations": list(
            member.confirmation_requests.order_by("pk").values("kind", "reference", "created_at", "confirmed_at")
        ),
        "sign_in_methods": list(
            Authenticator.objects.filter(user_id=member.pk).values("type", "created_at", "last_used_at")
        ),
    }
