"""Editing a segment with its size beside the form, counted again while the conditions change."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.generic import CreateView, EditView

from members.admin.segment_form import SegmentForm
from members.models import Member, Segment
from members.segments.counting import count_segment, size_of


def size_context(definition: dict[str, Any], staff: Member) -> dict[str, Any]:
    """Return what the size's template shows: the size, or why there is none; names only to those who may see members."""
    may_see = staff.has_perm("members.view_member")
    try:
        return {"size": size_of(definition, with_sample=may_see), "may_see_members": may_see}
    except ValidationError as error:
        return {"problem": " ".join(error.messages)}


class SegmentCreateView(CreateView):
    """Counts the segment once it is saved."""

    template_name = "members/admin/segment_create.html"

    def save_instance(self) -> Segment:
        """Save, then count."""
        segment: Segment = super().save_instance()
        _count(segment)
        return segment


class SegmentEditView(EditView):
    """Shows how many members belong to the segment at this moment, and a few of them."""

    template_name = "members/admin/segment_edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the size."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | size_context(self.object.definition, self.request.user)

    def save_instance(self) -> Segment:
        """Save, then count."""
        segment: Segment = super().save_instance()
        _count(segment)
        return segment


def _count(segment: Segment) -> None:
    try:
        count_segment(segment)
    except ValidationError:
        Segment.objects.filter(pk=segment.pk).update(members_counted=None, counted_at=None)


@require_POST
def segment_size(request: HttpRequest) -> HttpResponse:
    """Return the size of the segment that a form describes as it stands, saved or not, as a piece of HTML."""
    staff = request.user
    if not isinstance(staff, Member) or not (
        staff.has_perm("members.add_segment") or staff.has_perm("members.change_segment")
    ):
        raise PermissionDenied
    form = SegmentForm(request.POST, for_size=True)
    if form.is_valid():
        context = size_context(form.instance.definition, staff)
    else:
        context = {"problem": " ".join(str(message) for messages in form.errors.values() for message in messages)}
    if not context.get("problem") and not context.get("size"):
        context["problem"] = _("There is nothing to count.")
    return render(request, "members/admin/segment_size.html", context)
