"""The members' administration: finding, looking at, exporting, blocking and erasing members."""

from collections.abc import Iterator
from typing import Any, ClassVar, cast

import django_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from members.admin.spreadsheets import harmless_cell
from members.consent.ledger import consent_history
from members.consent.purposes import consent_purposes
from members.models import CurrentConsent, Member, Organisation, Representative
from members.privacy.erasure import erase_member

_CHUNK = 2000


class MemberFilterSet(WagtailFilterSet):
    """What the list of members can be narrowed by."""

    state = django_filters.CharFilter(label=gettext_lazy("State (two letters)"), lookup_expr="iexact")
    confirmed = django_filters.BooleanFilter(
        label=gettext_lazy("Address confirmed"), field_name="email_confirmed_at", lookup_expr="isnull", exclude=True
    )
    date_joined = django_filters.DateFromToRangeFilter(label=gettext_lazy("Joined"), widget=DateRangePickerWidget)
    category = django_filters.ChoiceFilter(
        label=gettext_lazy("Speaks for a"), choices=Organisation.Category.choices, method="by_category"
    )
    consent = django_filters.ChoiceFilter(label=gettext_lazy("Agrees to"), method="by_consent")
    is_active = django_filters.BooleanFilter(label=gettext_lazy("Active"))

    class Meta:
        model = Member
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(purpose.name, purpose.label) for purpose in consent_purposes()]
        self.filters["consent"].extra["choices"] = choices

    def by_category(self, members: QuerySet[Member], _name: str, value: str) -> QuerySet[Member]:
        """Keep members who represent an organisation of this category."""
        speaks = Representative.objects.filter(member=OuterRef("pk"), organisation__category=value)
        return members.filter(Exists(speaks))

    def by_consent(self, members: QuerySet[Member], _name: str, value: str) -> QuerySet[Member]:
        """Keep members who agree to this purpose now."""
        agrees = CurrentConsent.objects.filter(member=OuterRef("pk"), purpose=value, granted=True)
        return members.filter(Exists(agrees))


class MemberIndexView(IndexView):
    """Lists members; the export needs a permission of its own and is logged."""

    any_permission_required: ClassVar = ["view"]
    page_title = gettext_lazy("Members")
    default_ordering = "-date_joined"
    export_filename = "members"
    list_export: ClassVar = [
        "email",
        "first_name",
        "last_name",
        "zip_code",
        "state",
        "language",
        "email_confirmed_at",
        "date_joined",
        "is_active",
    ]

    @cached_property
    def columns(self) -> list[Column]:
        """Return what the list shows of each member."""

        def inspect(member: Member) -> str:
            return reverse("members_admin:inspect", args=[member.pk])

        return [
            TitleColumn("email", label=gettext_lazy("E-mail address"), sort_key="email", get_url=inspect),
            Column("get_full_name", label=gettext_lazy("Name")),
            Column("state", label=gettext_lazy("State"), sort_key="state"),
            BooleanColumn("is_confirmed", label=gettext_lazy("Confirmed")),
            DateColumn("date_joined", label=gettext_lazy("Joined"), sort_key="date_joined"),
        ]

    @cached_property
    def show_export_buttons(self) -> bool:
        """Offer the export to those who may export."""
        return bool(self.user_has_permission("export"))

    def get_list_buttons(self, instance: Member) -> list[Any]:  # noqa: ARG002  Wagtail's contract
        """Offer nothing in the list; the member's own page has the buttons."""
        return []

    def as_spreadsheet(self, queryset: QuerySet[Member], spreadsheet_format: str) -> HttpResponseBase:
        """Return the export; refuse without the permission, note who took it."""
        if not self.user_has_permission("export"):
            raise PermissionDenied
        narrowed = {key: value for key, value in self.request.GET.items() if key != "export" and value}
        log(
            self.request.user,
            "members.exported",
            user=self.request.user,
            data={"format": spreadsheet_format, "narrowed": sorted(narrowed), "count": queryset.count()},
        )
        response: HttpResponseBase = super().as_spreadsheet(queryset, spreadsheet_format)
        return response

    def stream_csv(self, queryset: QuerySet[Member]) -> Iterator[bytes]:
        """Stream row by row, so that a million members need no memory; with a mark that Excel reads as UTF-8."""
        yield b"\xef\xbb\xbf"
        yield from super().stream_csv(_InChunks(queryset))

    def write_xlsx(self, queryset: QuerySet[Member], output: Any) -> None:
        """Write row by row."""
        super().write_xlsx(_InChunks(queryset), output)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Take the sting out of cells that a spreadsheet would compute."""
        if isinstance(value, str):
            return harmless_cell(value)
        return super().preprocess_field_value(field, value, export_format)


class _InChunks:
    """A query set read in chunks, in the shape Wagtail's export expects."""

    def __init__(self, queryset: QuerySet[Member]) -> None:
        self.queryset = queryset
        self.model = queryset.model

    def __iter__(self) -> Iterator[Member]:
        return self.queryset.iterator(chunk_size=_CHUNK)


class MemberInspectView(InspectView):
    """One member: what they said about themselves, their consents, and what staff may do."""

    any_permission_required: ClassVar = ["view"]
    page_title = gettext_lazy("Member")
    template_name = "members/admin/inspect.html"
    fields: ClassVar = [
        "email",
        "first_name",
        "last_name",
        "zip_code",
        "state",
        "language",
        "email_confirmed_at",
        "date_joined",
        "last_login",
        "is_active",
        "is_staff",
        "public_id",
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the consent history, the organisations and the buttons."""
        member: Member = self.object
        return {
            **super().get_context_data(**kwargs),
            "member": member,
            "consents": consent_history(member),
            "representations": member.representations.select_related("organisation"),
            "may_change": self.user_has_permission("change") and not member.is_staff,
            "may_erase": self.user_has_permission("delete") and not member.is_staff,
        }


def _allowed(request: HttpRequest, permission: str) -> Member:
    member = request.user
    if not isinstance(member, Member) or not member.has_perm(f"members.{permission}"):
        raise PermissionDenied
    return member


@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Block a member or let them in again: a blocked one is signed out and gets no mail."""
    staff = _allowed(request, "change_member")
    member = get_object_or_404(Member, pk=pk, is_staff=False)
    active = request.POST.get("active") == "1"
    if member.is_active != active:
        member.is_active = active
        member.save(update_fields=["is_active"])
        log(member, "members.unblocked" if active else "members.blocked", user=staff, title=_title(member))
    messages.success(request, _("The member may act again.") if active else _("The member is blocked."))
    return redirect("members_admin:inspect", pk)


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a member who asked for it by letter or telephone; the box must be ticked."""
    staff = _allowed(request, "delete_member")
    member = get_object_or_404(Member, pk=pk)
    if request.POST.get("understood") != "1":
        messages.error(request, _("Nothing was erased: tick the box if you mean it."))
        return redirect("members_admin:inspect", pk)
    title = _title(member)
    try:
        erase_member(member)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("members_admin:inspect", pk)
    log(staff, "members.erased", user=staff, title=title)
    messages.success(request, _("The member is erased."))
    return redirect("members_admin:index")


def _title(member: Member) -> str:
    return f"{_('Member')} {member.public_id}"


class MemberViewSet(ModelViewSet):
    """The members' administration: nothing is added or edited here, members do that themselves."""

    model = Member
    name = "members_admin"
    url_prefix = "members"
    icon = "group"
    menu_label = gettext_lazy("Members")
    add_to_reference_index = False
    index_view_class = MemberIndexView
    inspect_view_class = MemberInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    filterset_class = MemberFilterSet
    search_fields: ClassVar = ["email", "first_name", "last_name"]
    search_backend_name = None
    list_export: ClassVar = MemberIndexView.list_export
    export_filename = "members"
    form_fields: ClassVar = ["first_name"]
    inspect_view_fields: ClassVar = MemberInspectView.fields

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Offer neither adding nor editing."""
        common = super().get_common_view_kwargs(**kwargs)
        for missing in ("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name", "history_url_name"):
            common.pop(missing, None)
        return cast("dict[str, Any]", common)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Use our own page."""
        return {**super().get_inspect_view_kwargs(**kwargs), "template_name": "members/admin/inspect.html"}

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, one member, and what may be done with one."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/active/", set_active, name="set_active"),
            path("<int:pk>/erase/", erase, name="erase"),
        ]

    def register_admin_url_finder(self) -> None:
        """Leave finding the edit page of a user to the staff administration."""
