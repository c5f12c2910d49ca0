"""The members' part of Wagtail's editing pages."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry

from members.admin.segment_views import segment_size
from members.admin.staff import NoBulkActivation, NoBulkDelete, NoBulkRoles
from members.admin.viewsets import PeopleGroup, member_chooser_viewset


@hooks.register("register_admin_viewset")
def register_people() -> list[ViewSet | PeopleGroup]:
    """Show the menu "People" and make members choosable."""
    return [PeopleGroup(), member_chooser_viewset]


@hooks.register("register_admin_urls")
def register_segment_size() -> list[URLPattern]:
    """Count what a segment's form describes."""
    return [path("segment-size/", segment_size, name="segment_size")]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what the audit log tells about members."""
    actions.register_action("members.exported", _("Export members"), _("Exported members"))
    actions.register_action("members.blocked", _("Block a member"), _("Blocked"))
    actions.register_action("members.unblocked", _("Let a member act again"), _("Let act again"))
    actions.register_action("members.erased", _("Erase a member"), _("Erased a member on request"))
    actions.register_action("members.staff_ended", _("End a staff role"), _("Ended the staff role"))


def _replace_bulk_actions() -> None:
    refused: tuple[Any, ...] = (NoBulkDelete, NoBulkRoles, NoBulkActivation)
    for action in refused:
        hooks.register("register_bulk_action", action, order=100)


_replace_bulk_actions()
