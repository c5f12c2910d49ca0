"""What the outbox adds to Wagtail's admin: pages, menu, home panel, permissions, audited actions."""

from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from delivery.models import WarmUpPlan
from delivery.staff import urls as staff_urls
from delivery.staff.overview import needing_attention
from delivery.staff.permissions import SEE


class WarmUpPlanViewSet(SnippetViewSet):
    """Staff who may change warm-up plans write them here."""

    model = WarmUpPlan
    icon = "calendar-alt"
    list_display: ClassVar = ["name", "begins_on", "first_day", "growth", "ends_at", "is_active"]


register_snippet(WarmUpPlanViewSet)


class DeliveryMenuItem(MenuItem):
    """An entry for staff who may see mailings."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this member of staff may see mailings."""
        return bool(request.user.has_perm(SEE))


class DeliveryMenu(SubmenuMenuItem):
    """The submenu "Delivery"."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this member of staff may see mailings."""
        return bool(request.user.has_perm(SEE))


class DeliveryPanel(Component):
    """What is sending, what failed, what is in doubt."""

    name = "delivery"
    template_name = "delivery/admin/home_panel.html"
    order = 110

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:  # noqa: ARG002 - Wagtail's signature
        """Look up the mailings that need a look."""
        return {"rows": needing_attention()}


@hooks.register("construct_homepage_panels")
def add_delivery_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show the panel to those who may see mailings."""
    if request.user.has_perm(SEE):
        panels.append(DeliveryPanel())


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    """Put the staff pages under `/admin/delivery/`."""
    return [path("delivery/", include(staff_urls))]


@hooks.register("register_admin_menu_item")
def register_menu() -> SubmenuMenuItem:
    """Add the submenu."""
    menu = Menu(
        items=[
            DeliveryMenuItem(_("Mailings"), reverse("delivery_admin:mailings"), icon_name="mail", order=10),
            DeliveryMenuItem(_("Monitor"), reverse("delivery_admin:monitor"), icon_name="view", order=15),
            DeliveryMenuItem(_("Sender's domain"), reverse("delivery_admin:alignment"), icon_name="globe", order=18),
            DeliveryMenuItem(
                _("Suppressed addresses"), reverse("delivery_admin:suppressions"), icon_name="no-view", order=20
            ),
        ]
    )
    return DeliveryMenu(_("Delivery"), menu, name="delivery", icon_name="mail", order=230)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Let the permissions of the outbox be given to groups."""
    return Permission.objects.filter(
        content_type__app_label="delivery",
        codename__in=["view_mailing", "steer_mailing", "read_message", "add_suppression"],
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the audited actions of the outbox."""
    actions.register_action("delivery.start", _("Start mailing"), _("Started the mailing"))
    actions.register_action("delivery.pause", _("Pause mailing"), _("Paused the mailing"))
    actions.register_action("delivery.resume", _("Resume mailing"), _("Resumed the mailing"))
    actions.register_action("delivery.cancel", _("Cancel mailing"), _("Cancelled the mailing"))
    actions.register_action("delivery.retry", _("Retry failed"), _("Queued the failed deliveries again"))
    actions.register_action("delivery.resolve", _("Resolve doubt"), _("Resolved a delivery in doubt"))
    actions.register_action("delivery.pace", _("Change pace"), _("Changed the pace of the mailing"))
    actions.register_action("delivery.read", _("Read message"), _("Read a message of the mailing"))
    actions.register_action(
        "delivery.export", _("Export recipients"), _("Downloaded what became of each recipient of the mailing")
    )
    actions.register_action("delivery.suppress", _("Suppress address"), _("Suppressed the address"))
    actions.register_action("delivery.unsuppress", _("Lift suppression"), _("Lifted the suppression"))
