"""Recording a member when somebody acts with an e-mail address."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from members.addresses import clean_email
from members.models import Member
from members.names import clean_name, clean_zip_code


def find_or_create_member(
    email: str, *, first_name: str = "", last_name: str = "", zip_code: str = "", language: str = "en"
) -> Member:
    """Return the member with this address, recording an unconfirmed one when there is none.

    Safe under parallel calls with one address: the unique constraint decides who creates. The name
    and ZIP code of a confirmed member are theirs and stay as they are, for whoever typed the
    address may be a stranger; an unconfirmed member takes the newest that is not empty.

    Raises `ValidationError` in the visitor's words when the address, a name or the ZIP code is wrong.
    """
    address = clean_email(email)
    typed = {
        "first_name": clean_name(first_name),
        "last_name": clean_name(last_name),
        "zip_code": clean_zip_code(zip_code),
        "language": language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
    }
    with transaction.atomic():
        member = Member.objects.filter(email=address).first()
        if member is None:
            newcomer = Member(email=address, password=make_password(None), **typed)
            Member.objects.bulk_create([newcomer], ignore_conflicts=True)
            member = Member.objects.get(email=address)
        _take_what_was_typed(member, typed)
    return member


def _take_what_was_typed(member: Member, typed: dict[str, str]) -> None:
    changed = {name: value for name, value in typed.items() if value and getattr(member, name) != value}
    if member.is_confirmed or not changed:
        return
    if Member.objects.filter(pk=member.pk, email_confirmed_at=None).update(**changed):
        for name, value in changed.items():
            setattr(member, name, value)
    else:
        member.refresh_from_db()
