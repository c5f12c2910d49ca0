"""Asking for a confirmation, and carrying it out."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from members.confirmation.address import confirm_address
from members.confirmation.kinds import confirmation_kind
from members.doorbell import ring_on_commit
from members.models import ConfirmationRequest, Member
from members.web_addresses import absolute_url

_SALT = "members.confirmation"
PAUSE_BETWEEN_MAILS = timedelta(seconds=60)
MAILS_PER_HOUR = 10


class ConfirmationRefusedError(Exception):
    """The link cannot be used; the message says why in the member's words."""


@dataclass(frozen=True)
class Confirmed:
    """What pressing the button led to: the page to go to next, and whether it took effect just now."""

    next_path: str
    is_news: bool


def request_confirmation(member: Member, kind: str, reference: str) -> None:
    """Mail the member a link to a page with a button that lets `kind` take effect for `reference`.

    Asking again for the same thing mails again, at most once a minute and ten mails an hour per
    member, so that nobody's mailbox can be flooded from a public form. Raises `LookupError` when no
    such kind is registered. Nothing is mailed to a member who was made inactive.
    """
    confirmation = confirmation_kind(kind)
    if confirmation is None:
        raise LookupError(f"No confirmation kind is registered as {kind!r}.")
    if not member.is_active:
        return
    now = timezone.now()
    expires_at = now + confirmation.valid_for
    with transaction.atomic():
        ConfirmationRequest.objects.bulk_create(
            [ConfirmationRequest(member=member, kind=kind, reference=reference, expires_at=expires_at)],
            ignore_conflicts=True,
        )
        request = ConfirmationRequest.objects.select_for_update().get(member=member, kind=kind, reference=reference)
        if request.confirmed_at is not None or not _may_mail(request):
            return
        ConfirmationRequest.objects.filter(pk=request.pk).update(mail_wanted_at=now, expires_at=expires_at)
        from members.tasks import send_confirmation_mail  # noqa: PLC0415  the task module imports this one

        ring_on_commit(send_confirmation_mail, request.pk)


def _may_mail(request: ConfirmationRequest) -> bool:
    now = timezone.now()
    if request.mail_wanted_at is not None:
        return True
    if request.mailed_at is not None and request.mailed_at > now - PAUSE_BETWEEN_MAILS:
        return False
    recent = ConfirmationRequest.objects.filter(
        Q(mailed_at__gt=now - timedelta(hours=1)) | Q(mail_wanted_at__isnull=False), member_id=request.member_id
    )
    return recent.count() < MAILS_PER_HOUR and request.mail_count < 20


def confirmation_url(request: ConfirmationRequest) -> str:
    """Return the absolute address of the page with the button, in the member's language."""
    token = signing.dumps([request.pk, request.nonce.hex], salt=_SALT)
    with translation.override(request.member.language):
        return absolute_url(reverse("members:confirm", args=[token]))


def open_confirmation(token: str, *, lock: bool = False) -> ConfirmationRequest:
    """Return the request a link stands for; raise `ConfirmationRefusedError` when the link is no good."""
    try:
        pk, nonce = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ConfirmationRefusedError(
            translation.gettext("This link is incomplete or was changed. Please open it from the mail again.")
        ) from error
    rows = ConfirmationRequest.objects.select_related("member")
    if lock:
        rows = rows.select_for_update(of=("self",))
    request = rows.filter(pk=pk, nonce=nonce).first()
    if request is None or not request.member.is_active or confirmation_kind(request.kind) is None:
        raise ConfirmationRefusedError(translation.gettext("This link is no longer valid."))
    if request.confirmed_at is None and request.expires_at < timezone.now():
        raise ConfirmationRefusedError(
            translation.gettext("This link is no longer valid: it is too old. Please do once more what you wanted to.")
        )
    return request


@transaction.atomic
def carry_out(token: str) -> Confirmed:
    """Confirm the member's address and let the request take effect, once; raise `ConfirmationRefusedError`.

    The row is locked meanwhile: of two presses at once the second waits and finds it done.
    """
    request = open_confirmation(token, lock=True)
    kind = confirmation_kind(request.kind)
    if kind is None:
        raise ConfirmationRefusedError(translation.gettext("This link is no longer valid."))
    if request.confirmed_at is not None:
        return Confirmed(request.next_path, is_news=False)
    confirm_address(request.member)
    next_path = kind.confirm(request.member, request.reference)
    ConfirmationRequest.objects.filter(pk=request.pk).update(
        confirmed_at=timezone.now(), next_path=next_path, mail_wanted_at=None
    )
    return Confirmed(next_path, is_news=True)
