"""Organisations, interests and segments in the editing pages."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.ui.tables import Column, DateColumn, UpdatedAtColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from members.admin.people import MemberViewSet
from members.admin.segment_form import SegmentForm
from members.admin.segment_views import SegmentCreateView, SegmentEditView
from members.models import Interest, Member, Organisation, Segment


class MemberSearchForm(BaseFilterForm):
    """Finds members by address or name."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search"), "data-chooser-modal-search": True}),
    )

    def filter(self, objects: QuerySet[Member]) -> QuerySet[Member]:
        """Return the members that the words fit."""
        words = self.cleaned_data.get("q", "").strip()
        if words:
            self.is_searching = True
            self.search_query = words
            objects = objects.filter(
                Q(email__icontains=words) | Q(first_name__icontains=words) | Q(last_name__icontains=words)
            )
        found: QuerySet[Member] = super().filter(objects)
        return found


class _ForThoseWhoMaySeeMembers:
    """Shows members to choose from to those who may see members at all."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse without the permission."""
        if not isinstance(request.user, Member) or not request.user.has_perm("members.view_member"):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view beside it
        return response

    filter_form_class = MemberSearchForm

    def get_object_list(self) -> QuerySet[Member]:
        """Return active members, newest first."""
        return Member.objects.filter(is_active=True).order_by("-date_joined")


class MemberChooseView(_ForThoseWhoMaySeeMembers, ChooseView):
    """The dialogue in which a member is chosen."""


class MemberChooseResultsView(_ForThoseWhoMaySeeMembers, ChooseResultsView):
    """Its list of results."""


class MemberChooserViewSet(ChooserViewSet):
    """Lets staff choose a member, for example to represent an organisation."""

    model = Member
    icon = "user"
    choose_one_text = _("Choose a member")
    choose_another_text = _("Choose another member")
    edit_item_url_name = None
    choose_view_class = MemberChooseView
    choose_results_view_class = MemberChooseResultsView
    register_widget = False


member_chooser_viewset = MemberChooserViewSet("member_chooser")


class OrganisationViewSet(ModelViewSet):
    """The coalition's organisations and who speaks for them."""

    model = Organisation
    icon = "home"
    list_display: ClassVar = [
        "name",
        Column("get_category_display", label=_("Category")),
        "is_listed",
        UpdatedAtColumn(),
    ]
    list_filter: ClassVar = ["category", "is_listed"]
    list_export: ClassVar = ["name", "category", "website", "is_listed", "joined_on"]
    search_fields: ClassVar = ["name", "description"]
    search_backend_name = None
    copy_view_enabled = False
    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("category"),
        FieldPanel("website"),
        FieldPanel("description"),
        FieldPanel("is_listed"),
        FieldPanel("joined_on"),
        InlinePanel(
            "representatives",
            heading=_("People who speak for it"),
            panels=[
                FieldPanel("member", widget=member_chooser_viewset.widget_class),
                FieldPanel("role"),
                FieldPanel("may_sign"),
            ],
        ),
    ]


class InterestViewSet(ModelViewSet):
    """The topics members can say they care about."""

    model = Interest
    icon = "tag"
    list_display: ClassVar = ["name", "locale"]
    search_fields: ClassVar = ["name"]
    search_backend_name = None
    copy_view_enabled = False
    panels: ClassVar = [FieldPanel("name"), FieldPanel("slug")]


class SegmentViewSet(ModelViewSet):
    """Saved groups of members."""

    model = Segment
    icon = "group"
    list_display: ClassVar = [
        "name",
        "description",
        Column("members_counted", label=_("Members"), accessor="members_counted"),
        DateColumn("counted_at", label=_("Counted")),
        UpdatedAtColumn(),
    ]
    search_fields: ClassVar = ["name", "description"]
    search_backend_name = None
    copy_view_enabled = False
    add_view_class = SegmentCreateView
    edit_view_class = SegmentEditView

    def get_edit_handler(self) -> None:
        """Use the form as it is."""

    def get_form_class(self, for_update: bool = False) -> type[SegmentForm]:  # noqa: ARG002, FBT001, FBT002  Wagtail's contract
        """Return the form of rows."""
        return SegmentForm


class PeopleGroup(ModelViewSetGroup):
    """The menu "People"."""

    menu_label = _("People")
    menu_icon = "group"
    menu_order = 300
    items = (MemberViewSet, OrganisationViewSet, InterestViewSet, SegmentViewSet)
