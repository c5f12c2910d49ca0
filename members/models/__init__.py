"""The tables of the people."""

from members.models.address_request import AddressRequest
from members.models.confirmation import ConfirmationRequest
from members.models.consent import Consent, ConsentWording, CurrentConsent
from members.models.member import Member, MemberManager
from members.models.organisation import Interest, Organisation, Representative
from members.models.segment import Segment

__all__ = [
    "AddressRequest",
    "ConfirmationRequest",
    "Consent",
    "ConsentWording",
    "CurrentConsent",
    "Interest",
    "Member",
    "MemberManager",
    "Organisation",
    "Representative",
    "Segment",
]
