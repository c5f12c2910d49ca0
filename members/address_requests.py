"""What follows when somebody types an address into the join form or asks for a link."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.confirmation.requests import request_confirmation
from members.doorbell import ring_on_commit
from members.joining import JOIN
from members.mails import send_member_mail
from members.models import AddressRequest, ConfirmationRequest, Member
from members.preferences.links import preferences_url
from members.recording import find_or_create_member

_LINKS_PER_HOUR = 3
_RESENT_AT_ONCE = 3


@transaction.atomic
def ask_by_address(request: AddressRequest) -> None:
    """Store what was asked and ring for it; the same work for known and unknown addresses."""
    from members.tasks import answer_address_request  # noqa: PLC0415  the task module imports this one

    request.save()
    ring_on_commit(answer_address_request, request.pk)


@transaction.atomic
def handle_address_request(request_id: int) -> None:
    """Do what was asked, once; a second call finds it handled."""
    request = AddressRequest.objects.select_for_update().filter(pk=request_id, handled_at=None).first()
    if request is None:
        return
    if request.wanted == AddressRequest.Wanted.JOIN:
        _join(request)
        return
    member = Member.objects.filter(email=request.email, is_active=True).first()
    if member is not None:
        if request.wanted == AddressRequest.Wanted.RESEND:
            _resend(member)
        else:
            _send_preferences_link(member, request)
    request.handled_at = timezone.now()
    request.save(update_fields=["handled_at"])


def _join(request: AddressRequest) -> None:
    try:
        member = find_or_create_member(
            request.email,
            first_name=request.first_name,
            last_name=request.last_name,
            zip_code=request.zip_code,
            language=request.language,
        )
    except ValidationError:
        request.delete()
        return
    Member.objects.select_for_update().only("pk").get(pk=member.pk)
    earlier = _same_as(request, member)
    if earlier is not None:
        request.delete()
        request_confirmation(member, JOIN, str(earlier.pk))
        return
    request.member = member
    request.handled_at = timezone.now()
    request.save(update_fields=["member", "handled_at"])
    request_confirmation(member, JOIN, str(request.pk))


def _same_as(request: AddressRequest, member: Member) -> AddressRequest | None:
    """Return the same form, sent before and still to be confirmed: a double click is one wish and one mail."""
    return (
        AddressRequest.objects.filter(
            member=member,
            wanted=request.wanted,
            first_name=request.first_name,
            last_name=request.last_name,
            zip_code=request.zip_code,
            language=request.language,
            consents=request.consents,
        )
        .exclude(pk=request.pk)
        .order_by("pk")
        .first()
    )


def _resend(member: Member) -> None:
    waiting = ConfirmationRequest.objects.filter(member=member, confirmed_at=None, expires_at__gt=timezone.now())
    for confirmation in waiting.order_by("-created_at")[:_RESENT_AT_ONCE]:
        request_confirmation(member, confirmation.kind, confirmation.reference)


def _send_preferences_link(member: Member, request: AddressRequest) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    asked = AddressRequest.objects.filter(
        email=request.email, wanted=AddressRequest.Wanted.PREFERENCES, created_at__gt=hour_ago
    )
    if asked.count() <= _LINKS_PER_HOUR:
        send_member_mail(member, "preferences", {"url": preferences_url(member)}, purpose="preferences")


def open_address_requests() -> list[int]:
    """Return the requests that have waited for a minute: their doorbell was lost."""
    waiting = AddressRequest.objects.filter(handled_at=None, created_at__lt=timezone.now() - timedelta(minutes=1))
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:500])
