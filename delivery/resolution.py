"""What staff decide about deliveries: resolve a doubt, try the failed ones again."""

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from delivery.content import MailingStateError
from delivery.models import Delivery, EventKind, Mailing, OrderAction, State
from delivery.orders import give_order, queue_again, take_as_sent


def resolve_in_doubt(mailing_id: int, key: str, *, resend: bool, actor: models.Model | None) -> None:
    """End a doubt as staff decide: send again (same Message-ID), or take it as sent.

    Raises `MailingStateError` when the delivery is not in doubt, for instance because it was resolved
    by somebody else or its journal turned up in the meantime.
    """
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update(no_key=True).get(pk=mailing_id)
        delivery = Delivery.objects.select_for_update(no_key=True).get(mailing_id=mailing_id, recipient_key=key)
        if delivery.state != State.IN_DOUBT:
            raise MailingStateError(_("This delivery is not in doubt."))
        if resend and not delivery.address:
            raise MailingStateError(_("The recipient was erased: it cannot be sent again."))
        decision = "send again" if resend else "take as sent"
        if resend:
            queue_again(mailing, [delivery.pk], EventKind.RESOLVED, decision)
        else:
            take_as_sent(mailing, [delivery.pk])
        log(mailing, "delivery.resolve", user=actor, data={"delivery": delivery.pk, "decision": decision})


def retry_failed(mailing_id: int, *, actor: models.Model | None) -> int:
    """Queue all failed deliveries of a mailing again; return how many so far, for the rest follows in ranges.

    Those whose address no server would take stay failed: they would only fail again.
    """
    return give_order(mailing_id, OrderAction.RETRY_FAILED, actor=actor).deliveries
