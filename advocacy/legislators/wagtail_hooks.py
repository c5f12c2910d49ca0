"""Legislators in Wagtail's admin: look people and committees up, set topics, import and read the log."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permissions import register_permission_policy

from advocacy.legislators.admin_forms import CommitteeForm, ImportForm
from advocacy.legislators.importing.queued import ring_for
from advocacy.legislators.models import Committee, ImportRun, Person
from advocacy.legislators.permissions import LimitedPolicy

register_permission_policy(Person, LimitedPolicy(Person, frozenset({"view"})))
register_permission_policy(Committee, LimitedPolicy(Committee, frozenset({"view", "change"})))
register_permission_policy(ImportRun, LimitedPolicy(ImportRun, frozenset({"view", "add"})))


class PersonViewSet(ModelViewSet):
    """Legislators, to look up; their records come from imports."""

    model = Person
    name = "legislators_people"
    icon = "user"
    menu_label = _("Legislators")
    list_display: ClassVar[list[Any]] = ["name", "party", "publisher", "effective_until"]
    list_filter: ClassVar[list[str]] = ["publisher", "party"]
    search_fields: ClassVar[list[str]] = ["name", "publisher_id"]
    search_backend_name = None
    form_fields: ClassVar[list[str]] = ["name"]
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False


class CommitteeViewSet(ModelViewSet):
    """Committees, whose topics staff may set."""

    model = Committee
    name = "legislators_committees"
    icon = "group"
    menu_label = _("Committees")
    list_display: ClassVar[list[Any]] = [
        "name",
        "legislature",
        "chamber",
        Column("topics", label=_("Topics"), accessor="topics"),
    ]
    list_filter: ClassVar[list[str]] = ["legislature"]
    search_fields: ClassVar[list[str]] = ["name"]
    search_backend_name = None
    copy_view_enabled = False
    add_to_reference_index = False
    list_select_related: ClassVar[list[str]] = ["legislature", "chamber__legislature"]

    def get_form_class(self, for_update: bool = False) -> type[CommitteeForm]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's signature)
        """The form for a committee's topics."""
        return CommitteeForm


class OrderImportView(CreateView):
    """Orders an import; a worker on the `imports` queue carries it out."""

    def save_instance(self) -> ImportRun:
        """Queue the import under the name of who ordered it."""
        run: ImportRun = self.form.save(commit=False)
        run.status = ImportRun.Status.QUEUED
        run.started_by = self.request.user
        run.save()
        log(instance=run, action="wagtail.create", user=self.request.user, content_changed=True)
        ring_for(run)
        return run


class ImportRunViewSet(ModelViewSet):
    """The log of imports, and the way to order one."""

    model = ImportRun
    name = "legislators_imports"
    icon = "download"
    menu_label = _("Imports")
    add_view_class = OrderImportView
    list_display: ClassVar[list[Any]] = [
        "__str__",
        Column("status", label=_("Status"), accessor="get_status_display"),
        "vintage",
        "started_by",
        "finished_at",
    ]
    list_filter: ClassVar[list[str]] = ["source", "status"]
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list[str]] = [
        "source",
        "location",
        "status",
        "message",
        "vintage",
        "newest_entry",
        "revision",
        "content_hash",
        "summary",
        "warnings",
        "started_by",
        "started_at",
        "finished_at",
    ]
    copy_view_enabled = False
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[ImportForm]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's signature)
        """The form that orders an import."""
        return ImportForm


class LegislatorsViewSetGroup(ViewSetGroup):
    """The menu of this room."""

    menu_label = _("Legislators")
    menu_icon = "group"
    menu_order = 420
    items = (PersonViewSet, CommitteeViewSet, ImportRunViewSet)


@hooks.register("register_admin_viewset")
def register_viewsets() -> LegislatorsViewSetGroup:
    """Offer legislators in the menu."""
    return LegislatorsViewSetGroup()


class ImportsPanel(Component):
    """On the staff's home page: an import that was refused or failed and has not gone through since."""

    name = "legislator_imports"
    template_name = "legislators/admin/imports_panel.html"
    order = 260

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002 (Wagtail's signature)
        """The newest run of each source that did not go through."""
        newest = ImportRun.objects.order_by("source", "-started_at", "-pk").distinct("source")
        bad = [run for run in newest if run.status in {ImportRun.Status.REFUSED, ImportRun.Status.FAILED}]
        return {"runs": bad}

    def render_html(self, parent_context: Any = None) -> SafeString:
        """Show nothing at all when every import went through."""
        context = self.get_context_data(parent_context)
        return super().render_html(parent_context) if context["runs"] else SafeString("")


@hooks.register("construct_homepage_panels")
def add_imports_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Tell staff of imports that need them."""
    if request.user.has_perm("legislators.view_importrun"):
        panels.append(ImportsPanel())
