"""What became of an issue: figures, charts and CSV, live while it is sent."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from content.api import draw_chart
from delivery.api import report_csv
from newsletters.admin.numbers import IssueNumbers, issue_numbers
from newsletters.admin.permissions import may_look
from newsletters.models import IssueSending


@require_GET
def numbers(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show the figures of an issue that was ordered."""
    sending = _sending(request, issue_id)
    return render(
        request,
        "newsletters/admin/numbers.html",
        {
            **_panel(issue_numbers(sending)),
            "header_title": _("Numbers of %(issue)s") % {"issue": sending.issue.title},
            "header_icon": "mail",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("newsletters_admin:overview", args=[issue_id]), "label": sending.issue.title},
                {"url": "", "label": _("Numbers")},
            ],
        },
    )


@never_cache
@require_GET
def numbers_panel(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Return the figures alone, for the page that shows them live."""
    return render(request, "newsletters/admin/numbers_panel.html", _panel(issue_numbers(_sending(request, issue_id))))


@never_cache
@require_GET
def numbers_csv(request: HttpRequest, issue_id: int) -> StreamingHttpResponse:
    """Give what happened by hour and receiving domain; it names no reader."""
    sending = _sending(request, issue_id)
    return StreamingHttpResponse(
        report_csv(sending.mailing_id or 0),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="numbers-{issue_id}.csv"'},
    )


def _panel(numbers: IssueNumbers) -> dict[str, object]:
    charts = [(chart, draw_chart(chart), draw_chart(chart, narrow=True)) for chart in numbers.charts]
    return {"numbers": numbers, "sending": numbers.sending, "charts": charts}


def _sending(request: HttpRequest, issue_id: int) -> IssueSending:
    if not may_look(request.user):
        raise PermissionDenied
    sending: IssueSending = get_object_or_404(IssueSending.objects.select_related("issue"), issue=issue_id)
    return sending
