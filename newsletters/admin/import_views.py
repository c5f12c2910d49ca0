"""Importing subscribers: upload, answer, look at what the check found, apply."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.log_actions import log

from members.api import Member
from newsletters.admin.import_forms import AnswersForm, UploadForm
from newsletters.admin.permissions import may_import
from newsletters.importing.delimited_files import WINDOWS
from newsletters.importing.problem_file import problem_lines
from newsletters.importing.problems import ImportFileError, ImportRefusedError
from newsletters.importing.uploads import cancel_import, order_application, order_check, take_upload
from newsletters.models import Newsletter, SubscriberImport

_PER_PAGE = 30


@dataclass(frozen=True)
class NewsletterCounts:
    """What an import would do, or did, to the subscriptions of one newsletter."""

    newsletter: Newsletter
    to_add: int
    active: int
    ended: int
    pending: int
    added: int


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """List the imports, newest first, and offer to upload a file."""
    _importer(request)
    return _list(request, UploadForm())


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in; nobody is changed."""
    actor = _importer(request)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            order = take_upload(form.cleaned_data["file"], actor=actor)
        except ImportFileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("newsletter_imports:one", order.pk)
    return _list(request, form)


@require_GET
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show an import: the questions, its progress, what was found, what was done."""
    _importer(request)
    return _page(request, _import(import_id))


@require_GET
def panel(request: HttpRequest, import_id: int) -> HttpResponse:
    """Return how it stands alone, for the page that shows it live."""
    _importer(request)
    return render(request, "newsletters/admin/import_panel.html", _standing(_import(import_id)))


@require_POST
def check(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take the answers and have the file checked."""
    actor = _importer(request)
    order = _import(import_id)
    form = AnswersForm(request.POST, headings=order.headings)
    if not form.is_valid():
        return _page(request, order, form)
    return _ordered(request, import_id, lambda: order_check(import_id, form.answers(), actor=actor))


@require_POST
def apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Have a checked import applied."""
    actor = _importer(request)
    return _ordered(request, import_id, lambda: order_application(import_id, actor=actor))


@require_POST
def cancel(request: HttpRequest, import_id: int) -> HttpResponse:
    """Cancel an import, or stop it on the way."""
    actor = _importer(request)
    return _ordered(request, import_id, lambda: cancel_import(import_id, actor=actor))


@require_GET
def problems_csv(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Give the rows that were left out, streamed; noted in the audit log."""
    actor = _importer(request)
    order = _import(import_id)
    log(order, "newsletters.import_problems", user=actor)
    return StreamingHttpResponse(
        problem_lines(order),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{order.pk}-left-out.csv"'},
    )


def _ordered(request: HttpRequest, import_id: int, order: Callable[[], None]) -> HttpResponse:
    try:
        order()
    except ImportRefusedError as error:
        messages.error(request, str(error))
    return redirect("newsletter_imports:one", import_id)


def _list(request: HttpRequest, form: UploadForm) -> HttpResponse:
    orders = SubscriberImport.objects.select_related("created_by").prefetch_related("newsletters")
    return render(
        request,
        "newsletters/admin/imports.html",
        {
            "form": form,
            "page": Paginator(orders, _PER_PAGE).get_page(request.GET.get("p")),
            "header_title": _("Import subscribers"),
            "header_icon": "upload",
            "breadcrumbs_items": _breadcrumbs(_("Import subscribers")),
        },
        status=400 if form.errors else 200,
    )


def _page(request: HttpRequest, order: SubscriberImport, form: AnswersForm | None = None) -> HttpResponse:
    asks = order.state == SubscriberImport.State.UPLOADED
    form = form or (AnswersForm(headings=order.headings) if asks else None)
    return render(
        request,
        "newsletters/admin/import.html",
        {
            **_standing(order),
            "form": form,
            "guessed_encoding": order.encoding == WINDOWS,
            "media": form.media if form else "",
            "header_title": _("Import of %(file)s") % {"file": order.file_name},
            "header_icon": "upload",
            "breadcrumbs_items": _breadcrumbs(
                _("Import subscribers"), order.file_name, parent=reverse("newsletter_imports:list")
            ),
        },
        status=400 if form and form.errors else 200,
    )


def _standing(order: SubscriberImport) -> dict[str, Any]:
    through = order.applied_through if order.state != SubscriberImport.State.CHECKING else order.compared_through
    return {
        "order": order,
        "state": SubscriberImport.State,
        "per_newsletter": [
            NewsletterCounts(
                newsletter,
                **{
                    name: order.count(f"{name}.{newsletter.pk}")
                    for name in ("to_add", "active", "ended", "pending", "added")
                },
            )
            for newsletter in order.newsletters.select_related("locale").order_by("pk")
        ],
        "left_out": order.count("faulty") + order.count("repeated"),
        "percent": round(100 * through / order.read_through) if order.all_read and order.read_through else None,
    }


def _import(import_id: int) -> SubscriberImport:
    return get_object_or_404(SubscriberImport.objects.select_related("created_by"), pk=import_id)


def _importer(request: HttpRequest) -> Member:
    if not isinstance(request.user, Member) or not may_import(request.user):
        raise PermissionDenied
    return request.user


def _breadcrumbs(*labels: str, parent: str = "") -> list[dict[str, str]]:
    addresses = [parent] * (len(labels) - 1) + [""]
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        *({"url": address, "label": label} for address, label in zip(addresses, labels, strict=True)),
    ]
