"""The moment a member has shown that an address is theirs."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from members.models import Member
from members.signals import member_confirmed


@transaction.atomic
def confirm_address(member: Member) -> bool:
    """Mark the member's address as confirmed and tell `member_confirmed`; return whether it was news.

    Also brings allauth's own record of the address in line: `Member.email` is the one truth.
    """
    now = timezone.now()
    is_news = bool(
        Member.objects.filter(pk=member.pk, email_confirmed_at=None).update(email_confirmed_at=now),
    )
    if is_news:
        member.email_confirmed_at = now
    elif member.email_confirmed_at is None:
        member.refresh_from_db(fields=["email_confirmed_at"])
    align_allauth_address(member)
    if is_news:
        member_confirmed.send(sender=Member, member=member)
    return is_news


@transaction.atomic
def align_allauth_address(member: Member) -> None:
    """Make allauth's only record for this member say what `Member` says."""
    EmailAddress.objects.filter(user_id=member.pk).exclude(email=member.email).delete()
    EmailAddress.objects.filter(email=member.email, verified=True).exclude(user_id=member.pk).delete()
    EmailAddress.objects.update_or_create(
        user_id=member.pk, email=member.email, defaults={"verified": member.is_confirmed, "primary": True}
    )
    member.__dict__.pop("_emailaddress_cache", None)
