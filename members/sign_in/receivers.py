"""Keeping allauth's record of addresses in line with `Member.email`, the one truth."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed, email_changed, email_confirmed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from members.addresses import normalise_email
from members.confirmation.address import align_allauth_address, confirm_address
from members.models import Member


@receiver(authentication_step_completed)
def confirm_by_code(user: Member, method: str, email: str | None = None, **_kwargs: Any) -> None:
    """A typed code that was mailed to the member's address confirms the address."""
    if method == "code" and email and normalise_email(email) == user.email:
        confirm_address(user)


@receiver(authenticator_added)
def count_new_factor(request: HttpRequest, user: Member, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Setting up a factor has just proved it, so the member is not asked for it once more."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


@receiver(email_confirmed)
def confirm_by_address_code(email_address: EmailAddress, **_kwargs: Any) -> None:
    """So does the code of allauth's own address check."""
    member = Member.objects.get(pk=email_address.user_id)
    if member.email == normalise_email(email_address.email):
        confirm_address(member)


@receiver(email_changed)
def take_over_new_address(user: Member, to_email_address: EmailAddress, **_kwargs: Any) -> None:
    """A changed address is confirmed from the moment its code was typed in."""
    member = Member.objects.get(pk=user.pk)
    if member.email == normalise_email(to_email_address.email):
        Member.objects.filter(pk=member.pk).update(email_confirmed_at=timezone.now())
        member.refresh_from_db()
        align_allauth_address(member)


@receiver(post_save, sender=Member)
def follow_member_address(
    instance: Member,
    created: bool,  # noqa: FBT001  the signal's contract
    update_fields: frozenset[str] | None = None,
    **_kwargs: Any,
) -> None:
    """When an address is changed anywhere else, allauth's record follows."""
    if created or (update_fields is not None and not {"email", "email_confirmed_at"} & set(update_fields)):
        return
    known = EmailAddress.objects.filter(user_id=instance.pk).first()
    if known is not None and (known.email, known.verified) != (instance.email, instance.is_confirmed):
        align_allauth_address(instance)
