"""Letting go of personal data when its time is over."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from members.models import AddressRequest, ConfirmationRequest, Member

ADDRESS_REQUESTS_KEPT = timedelta(days=30)
CONFIRMATION_REQUESTS_KEPT = timedelta(days=60)


def forget_what_is_over() -> dict[str, int]:
    """Delete requests past their time, street addresses no letter needs and expired sessions.

    Returns how many of each, sessions left out.
    """
    now = timezone.now()
    handled = AddressRequest.objects.exclude(wanted=AddressRequest.Wanted.JOIN).filter(
        handled_at__lt=now - timedelta(hours=1)
    )
    old = AddressRequest.objects.filter(created_at__lt=now - ADDRESS_REQUESTS_KEPT)
    confirmations = ConfirmationRequest.objects.filter(created_at__lt=now - CONFIRMATION_REQUESTS_KEPT)
    SessionStore.clear_expired()
    streets = Member.objects.filter(street_address_until__lt=now)
    return {
        "address_requests": handled.delete()[0] + old.delete()[0],
        "confirmation_requests": confirmations.delete()[0],
        "street_addresses": streets.update(street_address="", city="", street_address_until=None),
    }
