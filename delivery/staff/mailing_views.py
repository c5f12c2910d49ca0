"""Mailings for staff: the list, one with its live progress, and the buttons that steer it."""

from collections.abc import Callable
from dataclasses import asdict

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.log_actions import log

from delivery.addresses import normalise_address
from delivery.content import MailingStateError
from delivery.mailings import cancel_mailing, pause_mailing, resume_mailing, set_pace
from delivery.models import Delivery, Mailing, MailingStatus, OrderAction, State
from delivery.orders import give_order
from delivery.recipients_report import recipients_csv
from delivery.report import report_csv
from delivery.resolution import resolve_in_doubt
from delivery.staff.overview import in_doubt_rule, kind_label, with_progress
from delivery.staff.permissions import actor_of, may_read, may_see, may_steer

PER_PAGE = 50
_LISTED_STATES = (State.IN_DOUBT, State.FAILED, State.DEFERRED, State.WITHHELD, State.SUPPRESSED)
_EXPLANATIONS = {
    State.IN_DOUBT: gettext_lazy(
        "The connection or the sender ended between the end of the message and the server's answer. "
        "Nobody can know whether it was accepted."
    ),
    State.FAILED: gettext_lazy("The server refused these for good, in the words shown."),
    State.DEFERRED: gettext_lazy("The server asked to try later; they go again by themselves."),
    State.WITHHELD: gettext_lazy("When their turn came, they were not to be sent any more."),
    State.SUPPRESSED: gettext_lazy("Their address was on the list of suppressed addresses when their turn came."),
}


@may_see
@require_GET
def mailing_list(request: HttpRequest) -> HttpResponse:
    """List mailings, newest first, with their progress; `status` and `q` narrow it."""
    mailings = Mailing.objects.order_by("-id")
    status = request.GET.get("status", "")
    if status in MailingStatus.values:
        mailings = mailings.filter(status=status)
    query = request.GET.get("q", "").strip()[:100]
    if query:
        mailings = mailings.filter(title__icontains=query)
    page = Paginator(mailings, PER_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "delivery/admin/mailings.html",
        {
            "header_title": _("Mailings"),
            "breadcrumbs_items": _breadcrumbs(),
            "header_icon": "mail",
            "page": page,
            "rows": with_progress(page.object_list),
            "statuses": MailingStatus.choices,
            "status": status,
            "query": query,
        },
    )


@may_see
@require_GET
def mailing_detail(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """Show one mailing: progress, buttons, and the deliveries of one state with the server's words."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    (row,) = with_progress([mailing])
    counts = asdict(row.progress)
    state = request.GET.get("state", "")
    if state not in {str(each) for each in _LISTED_STATES}:
        state = next((str(each) for each in _LISTED_STATES if counts[each]), str(State.IN_DOUBT))
    query = request.GET.get("q", "").strip()[:320]
    if query:
        paginator = Paginator(_found(mailing, query), PER_PAGE)
    else:
        deliveries = Delivery.objects.filter(mailing=mailing, state=state).order_by("id").only(*_LIST_FIELDS)
        paginator = Paginator(deliveries, PER_PAGE)
        paginator.__dict__["count"] = counts[state]
    page = paginator.get_page(request.GET.get("p"))
    return render(
        request,
        "delivery/admin/mailing.html",
        {
            "header_title": mailing.title,
            "header_icon": "mail",
            "breadcrumbs_items": [*_breadcrumbs(), {"url": "", "label": mailing.title}],
            "row": row,
            "counts": [(value, label, counts[value]) for value, label in State.choices],
            "mailing": mailing,
            "kind": kind_label(mailing.kind),
            "asks": in_doubt_rule(mailing.kind) == "ask",
            "listed_states": [(str(each), each.label, counts[each]) for each in _LISTED_STATES],
            "state": state,
            "explanation": _EXPLANATIONS[State(state)],
            "query": query,
            "page": page,
            "buttons": _buttons(mailing, counts),
        },
    )


def _found(mailing: Mailing, query: str) -> models.QuerySet[Delivery]:
    """Find deliveries by key, which is indexed, and only then by address."""
    by_key = Delivery.objects.filter(mailing=mailing, recipient_key__in={query, normalise_address(query)})
    found = by_key if by_key.exists() else Delivery.objects.filter(mailing=mailing, address__iexact=query)
    return found.order_by("id").only(*_LIST_FIELDS)


_LIST_FIELDS = (
    "id",
    "mailing_id",
    "recipient_key",
    "address",
    "state",
    "detail",
    "reply_code",
    "attempts",
    "settled_at",
    "not_before",
    "claimed_at",
)


@may_see
@require_GET
def mailing_progress(request: HttpRequest, mailing_id: int) -> JsonResponse:  # noqa: ARG001 - the signature of a view
    """The figures of the detail page, for its script; from tallies."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    (row,) = with_progress([mailing])
    response = JsonResponse(
        {
            "status": mailing.status,
            "status_label": mailing.get_status_display(),
            "percent": row.percent,
            "counts": asdict(row.progress),
        }
    )
    response["Cache-Control"] = "no-store"
    return response


@may_see
@require_GET
def mailing_figures_csv(request: HttpRequest, mailing_id: int) -> StreamingHttpResponse:  # noqa: ARG001 - the signature of a view
    """What happened by hour and receiving domain, as CSV; it names no recipient."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    return StreamingHttpResponse(
        report_csv(mailing.pk),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="mailing-{mailing.pk}.csv"',
            "Cache-Control": "no-store",
        },
    )


@may_read
@require_GET
def mailing_recipients_csv(request: HttpRequest, mailing_id: int) -> StreamingHttpResponse:
    """What became of each recipient, as CSV; that a member of staff took the list is audited before it begins."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    log(mailing, "delivery.export", user=request.user)
    return StreamingHttpResponse(
        recipients_csv(mailing.pk),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="mailing-{mailing.pk}-recipients.csv"',
            "Cache-Control": "no-store",
        },
    )


def _buttons(mailing: Mailing, counts: dict[str, int]) -> list[tuple[str, str, str]]:
    """Return action, label and class of the buttons that make sense now."""
    buttons = []
    if mailing.status == MailingStatus.RUNNING:
        buttons.append(("pause", _("Pause"), "button"))
    if mailing.status == MailingStatus.PAUSED:
        buttons.append(("resume", _("Resume"), "button"))
    if counts[State.FAILED] and mailing.status not in {MailingStatus.CANCELLING, MailingStatus.CANCELLED}:
        buttons.append(("retry", _("Retry failed"), "button button-secondary"))
    if counts[State.IN_DOUBT] and mailing.status not in {MailingStatus.CANCELLING, MailingStatus.CANCELLED}:
        buttons.append(("resend_doubt", _("Send those in doubt again"), "button button-secondary"))
    if counts[State.IN_DOUBT]:
        buttons.append(("take_as_sent", _("Take those in doubt as sent"), "button button-secondary"))
    if mailing.status in {MailingStatus.RUNNING, MailingStatus.PAUSED, MailingStatus.DRAFT}:
        buttons.append(("cancel", _("Cancel for good"), "button no"))
    return buttons


@may_steer
@require_POST
def steer(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """Pause, resume, cancel, retry the failed ones, end all doubts, or change the pace."""
    get_object_or_404(Mailing, pk=mailing_id)
    actions: dict[str, Callable[[HttpRequest, int], str]] = {
        "pause": _pause,
        "resume": _resume,
        "cancel": _cancel,
        "retry": _retry,
        "resend_doubt": _resend_in_doubt,
        "take_as_sent": _take_as_sent,
        "pace": _pace,
    }
    action = actions.get(request.POST.get("action", ""))
    if action is None:
        messages.error(request, _("Choose what to do with the mailing."))
    else:
        try:
            messages.success(request, action(request, mailing_id))
        except (MailingStateError, ValueError) as error:
            messages.error(request, str(error))
    return redirect("delivery_admin:mailing", mailing_id)


def _pause(request: HttpRequest, mailing_id: int) -> str:
    pause_mailing(mailing_id, reason=_("Paused by staff."), actor=actor_of(request))
    return _("Paused. What is on the wire at this moment still goes.")


def _resume(request: HttpRequest, mailing_id: int) -> str:
    resume_mailing(mailing_id, actor=actor_of(request))
    return _("The mailing goes on.")


def _cancel(request: HttpRequest, mailing_id: int) -> str:
    cancel_mailing(mailing_id, actor=actor_of(request))
    return _("The mailing is being cancelled.")


def _retry(request: HttpRequest, mailing_id: int) -> str:
    return _ordered(request, mailing_id, OrderAction.RETRY_FAILED)


def _resend_in_doubt(request: HttpRequest, mailing_id: int) -> str:
    return _ordered(request, mailing_id, OrderAction.RESEND_IN_DOUBT)


def _take_as_sent(request: HttpRequest, mailing_id: int) -> str:
    return _ordered(request, mailing_id, OrderAction.TAKE_AS_SENT)


def _ordered(request: HttpRequest, mailing_id: int, action: OrderAction) -> str:
    order = give_order(mailing_id, action, actor=actor_of(request))
    done = ngettext("Done for %(count)d delivery.", "Done for %(count)d deliveries.", order.deliveries) % {
        "count": order.deliveries
    }
    return done if order.done_at else f"{done} {_('The rest follows within the next minutes.')}"


def _pace(request: HttpRequest, mailing_id: int) -> str:
    text = request.POST.get("messages_per_second", "").strip()
    try:
        pace = float(text) if text else None
    except ValueError as error:
        raise MailingStateError(_("Give the pace as a number of messages per second.")) from error
    set_pace(mailing_id, pace, actor=actor_of(request))
    return _("The pace was changed.")


@may_steer
@require_POST
def resolve(request: HttpRequest, mailing_id: int, delivery_id: int) -> HttpResponse:
    """End a doubt: send again, or take it as sent."""
    delivery = get_object_or_404(Delivery, pk=delivery_id, mailing_id=mailing_id)
    decision = request.POST.get("decision", "")
    if decision not in {"resend", "sent"}:
        messages.error(request, _("Choose whether to send it again."))
    else:
        try:
            resolve_in_doubt(mailing_id, delivery.recipient_key, resend=decision == "resend", actor=actor_of(request))
            messages.success(
                request, _("It goes again.") if decision == "resend" else _("It counts as sent from now on.")
            )
        except MailingStateError as error:
            messages.error(request, str(error))
    return redirect(f"{reverse('delivery_admin:mailing', args=[mailing_id])}?state=in_doubt")


def _breadcrumbs() -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("delivery_admin:mailings"), "label": _("Mailings")},
    ]
