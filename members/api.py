"""What other rooms may use of `members`."""

from members.account_sections import AccountSection, register_account_section
from members.addresses import clean_email, normalise_email
from members.confirmation.kinds import ConfirmationKind, register_confirmation_kind
from members.confirmation.requests import request_confirmation
from members.consent.ledger import has_consent, members_with_consent, record_consent, record_consents
from members.consent.purposes import ConsentPurpose, register_consent_purpose
from members.forms import AddressField, NameField, ZipCodeField
from members.models import Member, Organisation, Segment
from members.names import clean_name, clean_zip_code
from members.preferences.links import preferences_url, unsubscribe_url
from members.preferences.providers import PreferenceOption, PreferenceProvider, register_preference_provider
from members.privacy.handlers import register_privacy_handler
from members.public_forms.form_tokens import FormTokenError, check_form_token, signed_form_token
from members.public_forms.guard import public_post
from members.public_forms.network import network_key
from members.recording import find_or_create_member
from members.recording_many import KnownMember, Newcomer, known_members, record_newcomers
from members.segments.activity import register_activity
from members.segments.conditions import Choice, SegmentCondition, register_segment_condition
from members.segments.filters import segment_members
from members.signals import consent_recorded, member_confirmed

__all__ = [
    "AccountSection",
    "AddressField",
    "Choice",
    "ConfirmationKind",
    "ConsentPurpose",
    "FormTokenError",
    "KnownMember",
    "Member",
    "NameField",
    "Newcomer",
    "Organisation",
    "PreferenceOption",
    "PreferenceProvider",
    "Segment",
    "SegmentCondition",
    "ZipCodeField",
    "check_form_token",
    "clean_email",
    "clean_name",
    "clean_zip_code",
    "consent_recorded",
    "find_or_create_member",
    "has_consent",
    "known_members",
    "member_confirmed",
    "members_with_consent",
    "network_key",
    "normalise_email",
    "preferences_url",
    "public_post",
    "record_consent",
    "record_consents",
    "record_newcomers",
    "register_account_section",
    "register_activity",
    "register_confirmation_kind",
    "register_consent_purpose",
    "register_preference_provider",
    "register_privacy_handler",
    "register_segment_condition",
    "request_confirmation",
    "segment_members",
    "signed_form_token",
    "unsubscribe_url",
]
