"""Whether receivers can tell that our mail is ours, and which record to add."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from delivery.alignment.gate import alignment_of
from delivery.staff.permissions import may_see


@may_see
@require_GET
def alignment(request: HttpRequest) -> HttpResponse:
    """Look SPF, DKIM, DMARC and the way back of bounces up at this moment and show them."""
    report = alignment_of(f"hello@{settings.MAIL_DOMAIN}")
    return render(
        request,
        "delivery/admin/alignment.html",
        {
            "header_title": _("Sender's domain"),
            "header_icon": "globe",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("delivery_admin:mailings"), "label": _("Mailings")},
                {"url": "", "label": _("Sender's domain")},
            ],
            "report": report,
            "is_live": settings.OUTBOUND == "live",
        },
    )
