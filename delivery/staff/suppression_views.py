"""Suppressed addresses for staff: find, add, lift."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from delivery.addresses import address_digest
from delivery.models import Suppression, SuppressionReason
from delivery.staff.permissions import actor_of, may_see, may_suppress
from delivery.suppression import lift, suppress

PER_PAGE = 50


class SuppressForm(forms.Form):
    """Which address to suppress, and why."""

    address = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        help_text=gettext_lazy("For your colleagues: who asked for it, and when."),
    )


@may_see
@require_GET
def suppression_list(request: HttpRequest) -> HttpResponse:
    """List suppressed addresses, newest first; a search finds one exact address, also an erased one."""
    return _render_list(request, SuppressForm())


def _render_list(request: HttpRequest, form: SuppressForm, status: int = 200) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:320]
    suppressions = Suppression.objects.order_by("-id")
    if query:
        suppressions = suppressions.filter(address_digest=address_digest(query))
    if request.GET.get("history") != "1":
        suppressions = suppressions.filter(lifted_at=None)
    return render(
        request,
        "delivery/admin/suppressions.html",
        {
            "header_title": _("Suppressed addresses"),
            "header_icon": "no-view",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": _("Suppressed addresses")},
            ],
            "page": Paginator(suppressions, PER_PAGE).get_page(request.GET.get("p")),
            "query": query,
            "history": request.GET.get("history") == "1",
            "form": form,
        },
        status=status,
    )


@may_suppress
@require_POST
def add_suppression(request: HttpRequest) -> HttpResponse:
    """Suppress an address."""
    form = SuppressForm(request.POST)
    if not form.is_valid():
        return _render_list(request, form, status=422)
    suppress(
        form.cleaned_data["address"],
        SuppressionReason.STAFF,
        "staff",
        note=form.cleaned_data["note"],
        actor=actor_of(request),
    )
    messages.success(request, _("Nothing more is sent to this address."))
    return redirect("delivery_admin:suppressions")


@may_suppress
@require_POST
def lift_suppression(request: HttpRequest, suppression_id: int) -> HttpResponse:
    """Lift a suppression; it stays in the history, with the reason."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("Say why the suppression is lifted."))
    elif lift(Suppression.objects.filter(pk=suppression_id), reason, actor=actor_of(request)):
        messages.success(request, _("Mail may go to this address again."))
    else:
        messages.error(request, _("This suppression was lifted already."))
    return redirect("delivery_admin:suppressions")
