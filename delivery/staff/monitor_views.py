"""The monitor: how the outbox is doing at this moment, for operators; it keeps itself fresh."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from delivery.figures import OutboxFigures, outbox_figures
from delivery.models import Mailing, MailingStatus
from delivery.staff.overview import MailingRow, with_progress
from delivery.staff.permissions import may_see

_MOST_LISTED = 20
# Senders look for work every ten seconds; what waits longer than this waits for something else.
_WAITS_TOO_LONG_SECONDS = 60


@may_see
@require_GET
def monitor(request: HttpRequest) -> HttpResponse:
    """Show queue, senders, mailings at work and what is wrong."""
    figures = outbox_figures()
    return render(
        request,
        "delivery/admin/monitor.html",
        {
            "header_title": _("Delivery monitor"),
            "header_icon": "view",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("delivery_admin:mailings"), "label": _("Mailings")},
                {"url": "", "label": _("Monitor")},
            ],
            "tiles": _tiles(figures),
            "problems": problems(figures),
            "rows": mailings_at_work(),
        },
    )


@may_see
@require_GET
def monitor_figures(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature of a view
    """The same as figures, for the page's script."""
    figures = outbox_figures()
    response = JsonResponse(
        {
            "at": timezone.now().timestamp(),
            "figures": {name: value for name, value, _label in _tiles(figures)},
            "sent": figures.states["sent"],
            "problems": problems(figures),
            "mailings": [
                {
                    "id": row.mailing.pk,
                    "status": row.mailing.get_status_display(),
                    "reason": row.mailing.pause_reason,
                    "percent": row.percent,
                    **{
                        name: getattr(row.progress, name)
                        for name in ("intended", "sent", "deferred", "failed", "in_doubt")
                    },
                }
                for row in mailings_at_work()
            ],
        }
    )
    response["Cache-Control"] = "no-store"
    return response


def mailings_at_work() -> list[MailingRow]:
    """Return the mailings that are running, paused or being cancelled, the newest first."""
    at_work = [MailingStatus.RUNNING, MailingStatus.PAUSED, MailingStatus.CANCELLING]
    return with_progress(Mailing.objects.filter(status__in=at_work).order_by("-id")[:_MOST_LISTED])


def problems(figures: OutboxFigures) -> list[str]:
    """Return what an operator should look into, in words; nothing when all is well."""
    found = []
    if figures.oldest_due_seconds > _WAITS_TOO_LONG_SECONDS:
        found.append(
            _("Mail that is due has waited for %(minutes)d minutes: is a worker for the queue “delivery” running?")
            % {"minutes": max(1, int(figures.oldest_due_seconds // 60))}
        )
    if figures.transactional_oldest_seconds > _WAITS_TOO_LONG_SECONDS:
        found.append(
            _("A sign-in code or confirmation has waited for %(minutes)d minutes.")
            % {"minutes": max(1, int(figures.transactional_oldest_seconds // 60))}
        )
    if figures.expired_leases:
        found.append(
            ngettext(
                "%(count)d sender stopped without a word; its messages are being settled.",
                "%(count)d senders stopped without a word; their messages are being settled.",
                figures.expired_leases,
            )
            % {"count": figures.expired_leases}
        )
    if figures.outcomes_failing:
        found.append(
            _("%(count)d batches of results could not be told to the room they belong to; see the worker's log.")
            % {"count": figures.outcomes_failing}
        )
    return found


def _tiles(figures: OutboxFigures) -> list[tuple[str, int, str]]:
    values: dict[str, Any] = asdict(figures)
    return [
        ("waiting", figures.waiting, _("waiting")),
        ("held", figures.held, _("being sent")),
        ("oldest_due_seconds", int(figures.oldest_due_seconds), _("seconds the oldest has waited")),
        ("senders", figures.senders, _("senders at work")),
        ("in_doubt", values["states"]["in_doubt"], _("in doubt")),
        ("open_orders", figures.open_orders, _("orders being carried out")),
        ("transactional_waiting", figures.transactional_waiting, _("transactional mail waiting")),
        ("bounced", values["last_day"]["bounced"], _("bounced in 24 hours")),
        ("complained", values["last_day"]["complained"], _("marked as spam in 24 hours")),
        ("suppressed_addresses", figures.suppressed_addresses, _("suppressed addresses")),
    ]
