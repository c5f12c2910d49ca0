"""Erase-me: letting go of everything the platform holds about a member."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from delivery.api import erase_address
from members.models import AddressRequest, Member
from members.privacy.handlers import privacy_handlers


@transaction.atomic
def erase_member(member: Member) -> None:
    """Delete the member and everything about them, in all rooms or, when one fails, in none.

    Each room's eraser runs first and deletes or strips what it holds; then the member's own row goes
    with consents, confirmations, representations, sign-in methods. Sessions end, since they name a
    member who is no more. Raises `ValidationError` for staff: their work is signed with their name,
    so an administrator takes the staff role from them first.
    """
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.is_staff:
        raise ValidationError(_("Staff accounts are erased by an administrator, who takes the staff role away first."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('members.erasing', 'on', true)")
    for handler in privacy_handlers():
        handler.eraser(member)
    erase_address(member.email)
    AddressRequest.objects.filter(email=member.email).delete()
    member.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('members.erasing', '', true)")
