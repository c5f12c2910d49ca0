"""Sending the mail with the link to the confirmation page."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from members.confirmation.kinds import confirmation_kind
from members.confirmation.requests import confirmation_url
from members.mails import send_member_mail
from members.models import ConfirmationRequest


@transaction.atomic
def mail_confirmation(request_id: int) -> None:
    """Mail the link of a request that wants a mail; a second call finds nothing to do.

    The mail is a row of the outbox, written in the transaction that clears the wish for it.
    """
    request = (
        ConfirmationRequest.objects.select_for_update(of=("self",))
        .select_related("member")
        .filter(pk=request_id, mail_wanted_at__isnull=False, confirmed_at=None, member__is_active=True)
        .first()
    )
    if request is None:
        return
    kind = confirmation_kind(request.kind)
    if kind is not None:
        language = request.member.language if request.member.language in dict(settings.LANGUAGES) else "en"
        with translation.override(language):
            description = kind.describe(request.member, request.reference)
        send_member_mail(
            request.member,
            "confirm",
            {
                "description": description,
                "url": confirmation_url(request),
                "days": max(1, (request.expires_at - timezone.now()).days),
            },
            purpose="confirm",
        )
    ConfirmationRequest.objects.filter(pk=request.pk).update(
        mail_wanted_at=None, mailed_at=timezone.now(), mail_count=F("mail_count") + 1
    )


def wanted_confirmation_mails() -> list[int]:
    """Return the requests that have waited for their mail for a minute: their doorbell was lost."""
    waiting = ConfirmationRequest.objects.filter(
        mail_wanted_at__lt=timezone.now() - timedelta(minutes=1), confirmed_at=None
    )
    return list(waiting.order_by("mail_wanted_at").values_list("pk", flat=True)[:500])
