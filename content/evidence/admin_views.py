"""Staff pages of the registry: what needs attention, and the import of a file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.evidence.import_writing import write_facts
from content.evidence.imports import FactFileError, read_fact_file
from content.evidence.models import Fact, FactConflict, PlaceToReread
from content.evidence.review import due_facts, mark_reviewed, suspected_conflicts
from content.evidence.superseding import mark_reread
from members.models import Member

CHANGE, ADD = "evidence.change_fact", "evidence.add_fact"
MOST_ROWS = 2_000
LARGEST_FILE = 20 * 2**20
"""Bytes; two thousand rows with every field at its longest are below 4 MiB."""


class FactFileForm(forms.Form):
    """A file of facts."""

    file = forms.FileField(label=gettext_lazy("CSV file"))
    retrieved_on = forms.DateField(
        label=gettext_lazy("When the figures were gathered"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file too large to be a list of facts before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it."))
        return file


@require_safe
def attention(request: HttpRequest) -> HttpResponse:
    """Places to read again, facts to review, and conflicts, recorded and suspected."""
    _staff(request, CHANGE)
    today = timezone.localdate()
    open_places = PlaceToReread.objects.filter(reread_at__isnull=True).select_related("fact__current", "version")
    context = {
        "places": open_places[:200],
        "place_count": open_places.count(),
        "due": due_facts(today)[:200],
        "today": today,
        "conflicts": FactConflict.objects.filter(resolution="").select_related("first__current", "second__current"),
        "suspected": suspected_conflicts(),
    }
    return _page(request, "evidence/admin/attention.html", _("Evidence: needs attention"), context)


@require_POST
def reread(request: HttpRequest, place_id: int) -> HttpResponse:
    """Note that a place was read again."""
    staff = _staff(request, CHANGE)
    place = get_object_or_404(PlaceToReread.objects.select_related("fact", "version"), pk=place_id)
    if mark_reread(place, staff):
        messages.success(request, _("“%(place)s” is read again.") % {"place": place.title})
    return redirect("evidence_admin:attention")


@require_POST
def reviewed(request: HttpRequest, fact_id: int) -> HttpResponse:
    """Note that a fact still holds."""
    staff = _staff(request, CHANGE)
    fact = get_object_or_404(Fact.objects.select_related("current"), pk=fact_id)
    due = mark_reviewed(fact, staff)
    messages.success(request, _("“%(fact)s” still holds. Next review by %(day)s.") % {"fact": fact, "day": due})
    return redirect("evidence_admin:attention")


@require_http_methods(["GET", "HEAD", "POST"])
def import_facts(request: HttpRequest) -> HttpResponse:
    """Import a file of facts: all of it, or nothing with the line and field to mend."""
    staff = _staff(request, ADD, CHANGE)
    form = FactFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            summary = write_facts(
                read_fact_file(uploaded.read(), most_rows=MOST_ROWS),
                file_name=uploaded.name[:255],
                retrieved_on=form.cleaned_data["retrieved_on"],
                by=staff,
            )
        except FactFileError as error:
            form.add_error("file", str(error))
        else:
            messages.success(
                request,
                _("Imported “%(name)s”: %(summary)s.") % {"name": uploaded.name, "summary": ", ".join(summary.lines())},
            )
            return redirect("wagtailsnippets_evidence_fact:list")
    return _page(request, "evidence/admin/import.html", _("Import facts"), {"form": form})


def _staff(request: HttpRequest, *permissions: str) -> Member:
    user = request.user
    if not isinstance(user, Member) or not user.has_perms(permissions):
        raise PermissionDenied
    return user


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": title}]
    shown = {**context, "header_title": title, "header_icon": "doc-full-inverse", "breadcrumbs_items": crumbs}
    return render(request, template, shown)
