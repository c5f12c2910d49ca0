"""Giving out the subscribers of a newsletter, to those who may export members."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from members.api import Member, Segment
from newsletters.admin.permissions import may_export
from newsletters.audience import audience
from newsletters.models import Newsletter
from newsletters.subscribers_report import subscribers_csv


class ExportForm(forms.Form):
    """Whose subscribers, and which of them."""

    newsletter = forms.ModelChoiceField(
        label=gettext_lazy("Newsletter"), queryset=Newsletter.objects.select_related("locale")
    )
    segment = forms.ModelChoiceField(
        label=gettext_lazy("Readers"),
        queryset=Segment.objects.all(),
        required=False,
        empty_label=gettext_lazy("Every active subscriber"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Ask whose subscribers; give them as CSV, streamed and noted in the audit log with their number."""
    if not isinstance(request.user, Member) or not may_export(request.user):
        raise PermissionDenied
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        newsletter, segment = form.cleaned_data["newsletter"], form.cleaned_data["segment"]
        try:
            count = audience(newsletter, segment).count()
        except ValidationError as error:
            form.add_error("segment", error)
        else:
            data = {"count": count, "segment": segment.pk if segment else None}
            log(newsletter, "newsletters.exported", user=request.user, data=data)
            return StreamingHttpResponse(
                subscribers_csv(newsletter, segment),
                content_type="text/csv; charset=utf-8",
                headers={"Content-Disposition": f'attachment; filename="subscribers-{newsletter.slug}.csv"'},
            )
    return _asked(request, form)


def _asked(request: HttpRequest, form: ExportForm) -> HttpResponse:
    return render(
        request,
        "newsletters/admin/export.html",
        {
            "form": form,
            "header_title": _("Export subscribers"),
            "header_icon": "download",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": _("Export subscribers")},
            ],
        },
        status=400 if form.errors else 200,
    )
