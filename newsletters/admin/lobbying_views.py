"""Approving issues that lobby, and the annual report about them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from members.api import Member
from newsletters.admin.permissions import may_approve, may_look
from newsletters.lobbying import approve_lobbying, content_digest, records_of, report
from newsletters.models import IssuePage, LobbyingRecord
from newsletters.sending import newest_version


@require_POST
def approve(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Approve the very text that was looked at; one that changed meanwhile must be read again."""
    if not isinstance(request.user, Member) or not may_approve(request.user):
        raise PermissionDenied
    version, _revision = newest_version(get_object_or_404(IssuePage, pk=issue_id))
    if request.POST.get("digest") != content_digest(version):
        messages.error(request, _("The issue was changed after you looked at it. Please look at it again."))
    else:
        approve_lobbying(version, actor=request.user)
        messages.success(request, _("Approved, for the text as it is."))
    return redirect("newsletters_admin:overview", issue_id)


@require_GET
def lobbying_report(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """List what lobbied in a year, with the years there are."""
    if not may_look(request.user):
        raise PermissionDenied
    year = year or timezone.localdate().year
    years = {date.year for date in LobbyingRecord.objects.dates("started_at", "year")}
    return render(
        request,
        "newsletters/admin/lobbying.html",
        {
            "year": year,
            "years": sorted(years | {timezone.localdate().year}, reverse=True),
            "records": records_of(year),
            "header_title": _("Lobbying in newsletters, %(year)d") % {"year": year},
            "header_icon": "mail",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": _("Lobbying in newsletters")},
            ],
        },
    )


@require_GET
def lobbying_csv(request: HttpRequest, year: int) -> HttpResponse:
    """Give the same as CSV."""
    if not may_look(request.user):
        raise PermissionDenied
    return HttpResponse(
        report(year),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="lobbying-in-newsletters-{year}.csv"'},
    )
