"""Letters in Wagtail's admin: menu, addresses, audited actions, permission, home panel."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from advocacy.outreach import staff_urls
from advocacy.outreach.approval import PERMISSION
from advocacy.outreach.waiting import attention


class LettersMenuItem(MenuItem):
    """Shown to those who may approve letters."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this member of staff may approve letters."""
        return bool(request.user.has_perm(PERMISSION))


class LettersMenu(SubmenuMenuItem):
    """The submenu of letters."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this member of staff may approve letters."""
        return bool(request.user.has_perm(PERMISSION))


class LettersPanel(Component):
    """What waits for approval and what failed."""

    name = "letters"
    template_name = "outreach/admin/home_panel.html"
    order = 120

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:  # noqa: ARG002 - Wagtail's signature
        """Count what needs attention."""
        return {"attention": attention()}


@hooks.register("construct_homepage_panels")
def add_letters_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show the panel to those who may approve letters."""
    if request.user.has_perm(PERMISSION):
        panels.append(LettersPanel())


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    """Put the staff pages under `/admin/letters/`."""
    return [path("letters/", include(staff_urls))]


@hooks.register("register_admin_menu_item")
def register_menu() -> SubmenuMenuItem:
    """Add the submenu."""
    menu = Menu(
        items=[
            LettersMenuItem(_("Approve texts"), reverse("outreach_admin:texts"), icon_name="check", order=10),
            LettersMenuItem(_("Own words"), reverse("outreach_admin:own_words"), icon_name="openquote", order=20),
            LettersMenuItem(_("All letters"), reverse("outreach_admin:letters"), icon_name="mail", order=30),
        ]
    )
    return LettersMenu(_("Letters"), menu, name="letters", icon_name="mail", order=215)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """Let the permission to approve letters be given to groups."""
    return Permission.objects.filter(content_type__app_label="campaigns", codename="approve_letters")


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the audited actions about letters."""
    actions.register_action("letters.approve", _("Approve letters"), _("Approved a text version of letters"))
    actions.register_action("letters.refuse", _("Refuse letters"), _("Refused a text version of letters"))
    actions.register_action("letters.pause", _("Pause letters"), _("Paused letters: a figure in them changed"))
    actions.register_action("letters.approve_words", _("Approve own words"), _("Approved a member's own words"))
    actions.register_action("letters.refuse_words", _("Refuse own words"), _("Refused a member's own words"))
