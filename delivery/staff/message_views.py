"""One message for staff: as its reader sees it, and byte for byte."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.log_actions import log

from delivery.models import Delivery
from delivery.showing import MessageGoneError, show_message
from delivery.staff.permissions import may_read
from delivery.timeline import timeline

# What a mail may do in the staff pages: be seen. No script, no form, no request to anywhere.
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@may_read
@require_GET
def message(request: HttpRequest, mailing_id: int, delivery_id: int) -> HttpResponse:
    """Show a delivery's message and history; that a member of staff read it is audited."""
    delivery = get_object_or_404(Delivery.objects.select_related("mailing"), pk=delivery_id, mailing_id=mailing_id)
    log(delivery.mailing, "delivery.read", user=request.user, data={"delivery": delivery.pk})
    context = {
        "header_title": _("Message to %(address)s") % {"address": delivery.address or delivery.recipient_key},
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("delivery_admin:mailings"), "label": _("Mailings")},
            {"url": reverse("delivery_admin:mailing", args=[mailing_id]), "label": delivery.mailing.title},
            {"url": "", "label": delivery.recipient_key},
        ],
        "delivery": delivery,
        "moments": timeline(delivery),
    }
    try:
        parsed = _parsed(delivery)
    except MessageGoneError as error:
        return render(request, "delivery/admin/message.html", {**context, "gone": str(error)})
    plain = parsed.get_body(("plain",))
    return render(
        request,
        "delivery/admin/message.html",
        {
            **context,
            "headers": [(name, str(value)) for name, value in parsed.items()],
            "text": plain.get_content() if plain is not None else "",
            "has_html": parsed.get_body(("html",)) is not None,
        },
    )


@may_read
@require_GET
def message_html(request: HttpRequest, mailing_id: int, delivery_id: int) -> HttpResponse:  # noqa: ARG001 - a view
    """The HTML part alone, for the frame of the message page; shut in so that it can only be seen."""
    delivery = get_object_or_404(Delivery.objects.select_related("mailing"), pk=delivery_id, mailing_id=mailing_id)
    try:
        body = _parsed(delivery).get_body(("html",))
    except MessageGoneError:
        body = None
    response = HttpResponse(body.get_content() if body is not None else "")
    response["Content-Security-Policy"] = _MAIL_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "no-store"
    return response


@may_read
@require_GET
def message_source(request: HttpRequest, mailing_id: int, delivery_id: int) -> HttpResponse:
    """The message byte for byte, as a file."""
    delivery = get_object_or_404(Delivery.objects.select_related("mailing"), pk=delivery_id, mailing_id=mailing_id)
    log(delivery.mailing, "delivery.read", user=request.user, data={"delivery": delivery.pk})
    try:
        content = show_message(mailing_id, delivery.recipient_key)
    except MessageGoneError as error:
        return HttpResponse(str(error), status=410, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="message-{delivery.pk}.eml"'
    response["Cache-Control"] = "no-store"
    return response


def _parsed(delivery: Delivery) -> EmailMessage:
    content = show_message(delivery.mailing_id, delivery.recipient_key)
    return message_from_bytes(content, _class=EmailMessage, policy=policy.default)
