"""Newsletters in Wagtail's admin: lists, the way to the send page, audit names, the home panel."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from newsletters.admin import (
    export_views,
    import_views,
    lobbying_views,
    numbers_views,
    results_views,
    trial_views,
    views,
)
from newsletters.admin.permissions import may_export, may_import, may_look, may_send
from newsletters.models import IssuePage, IssueSending, Newsletter

_admin_pages = [
    path("<int:issue_id>/", views.overview, name="overview"),
    path("<int:issue_id>/preview/", views.preview, name="preview"),
    path("<int:issue_id>/clicks.csv", results_views.clicks_csv, name="clicks_csv"),
    path("<int:issue_id>/proof.json", results_views.proof_json, name="proof_json"),
    path("<int:issue_id>/proof-for/", results_views.proof_for_recipient, name="proof_for"),
    path("<int:issue_id>/preview-for/", views.preview_for, name="preview_for"),
    path("<int:issue_id>/approve-lobbying/", lobbying_views.approve, name="approve_lobbying"),
    path("lobbying/", lobbying_views.lobbying_report, name="lobbying"),
    path("lobbying/<int:year>/", lobbying_views.lobbying_report, name="lobbying_of_year"),
    path("lobbying/<int:year>.csv", lobbying_views.lobbying_csv, name="lobbying_csv"),
    path("<int:issue_id>/test/", views.test, name="test"),
    path("<int:issue_id>/confirm/", views.confirm, name="confirm"),
    path("<int:issue_id>/order/", views.order, name="order"),
    path("<int:issue_id>/cancel/", views.cancel, name="cancel"),
    path("<int:issue_id>/status/", views.status, name="status"),
    path("<int:issue_id>/choose/", trial_views.choose, name="choose"),
    path("<int:issue_id>/trial.csv", trial_views.figures_csv, name="trial_csv"),
    path("<int:issue_id>/numbers/", numbers_views.numbers, name="numbers"),
    path("<int:issue_id>/numbers/panel/", numbers_views.numbers_panel, name="numbers_panel"),
    path("<int:issue_id>/numbers.csv", numbers_views.numbers_csv, name="numbers_csv"),
]

_import_pages = [
    path("", import_views.imports, name="list"),
    path("upload/", import_views.upload, name="upload"),
    path("<int:import_id>/", import_views.one, name="one"),
    path("<int:import_id>/panel/", import_views.panel, name="panel"),
    path("<int:import_id>/check/", import_views.check, name="check"),
    path("<int:import_id>/apply/", import_views.apply, name="apply"),
    path("<int:import_id>/cancel/", import_views.cancel, name="cancel"),
    path("<int:import_id>/problems.csv", import_views.problems_csv, name="problems"),
]


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    """The pages from which an issue is tested, sent and followed, and subscribers are imported and exported."""
    return [
        path("newsletter-issues/", include((_admin_pages, "newsletters_admin"))),
        path("newsletter-imports/", include((_import_pages, "newsletter_imports"))),
        path("newsletter-exports/", export_views.export, name="newsletter_exports"),
    ]


class ImportsItem(MenuItem):
    """The way to imports, for those who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For those who may import."""
        return may_import(request.user)


class ExportItem(MenuItem):
    """The way to the export, for those who may export."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For those who may export members."""
        return may_export(request.user)


@hooks.register("register_admin_menu_item")
def export_item() -> MenuItem:
    """Offer the export of subscribers below the imports."""
    return ExportItem(_("Export subscribers"), reverse("newsletter_exports"), icon_name="download", order=352)


@hooks.register("register_admin_menu_item")
def imports_item() -> MenuItem:
    """Offer imports of subscribers below the newsletters."""
    return ImportsItem(_("Import subscribers"), reverse("newsletter_imports:list"), icon_name="upload", order=351)


class NewsletterViewSet(SnippetViewSet):
    """The newsletters staff may create and change."""

    model = Newsletter
    icon = "mail"
    menu_label = _("Newsletters")
    menu_order = 350
    add_to_admin_menu = True
    list_display = ("name", "pillar", "cadence", "is_open")
    list_filter = ("pillar", "cadence", "is_open")
    search_fields = ("name", "description")


register_snippet(NewsletterViewSet)


class SendIssueItem(ActionMenuItem):
    """“Check and send” beside “Publish” while an issue is edited."""

    name = "action-send-issue"
    label = _("Check and send…")
    icon_name = "mail"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """For saved issues and staff who may send."""
        page = context.get("page")
        return isinstance(page, IssuePage) and bool(page.pk) and may_look(context["request"].user)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        """Lead to the send page."""
        return reverse("newsletters_admin:overview", args=[parent_context["page"].pk])


@hooks.register("register_page_action_menu_item")
def register_send_item() -> ActionMenuItem:
    """Offer the way to the send page in the editor."""
    return SendIssueItem(order=60)


@hooks.register("register_page_header_buttons")
def send_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:  # noqa: ARG001 - Wagtail's signature
    """Offer the way to the send page in the header and in lists."""
    if isinstance(page.specific_deferred, IssuePage) and may_look(user):
        yield Button(
            _("Check and send"),
            reverse("newsletters_admin:overview", args=[page.pk]),
            icon_name="mail",
            priority=12,
        )


@hooks.register("register_permissions")
def register_send_permission() -> QuerySet[Permission]:
    """Let administrators give sending, approving issues that lobby, and importing to a group."""
    codenames = ["send_newsletters", "approve_lobbying", "import_subscribers"]
    return Permission.objects.filter(content_type__app_label="newsletters", codename__in=codenames)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the audited actions of newsletters."""
    actions.register_action("newsletters.order", _("Order sending"), _("Ordered the sending of the issue"))
    actions.register_action("newsletters.cancel", _("Cancel sending"), _("Cancelled the sending of the issue"))
    actions.register_action("newsletters.refuse", _("Refuse sending"), _("The issue was not sent: a check failed"))
    actions.register_action("newsletters.prove", _("Prove sending"), _("Kept the proof of what was sent"))
    actions.register_action(
        "newsletters.open_proof", _("Open proof"), _("Gave out the proof of what one recipient was sent")
    )
    actions.register_action(
        "newsletters.approve_lobbying", _("Approve lobbying"), _("Approved the issue, which lobbies, for sending")
    )
    actions.register_action(
        "newsletters.decide", _("Decide trial"), _("Decided which of two texts goes to everybody else")
    )
    actions.register_action("newsletters.exported", _("Export subscribers"), _("Exported the subscribers"))
    actions.register_action("newsletters.import_uploaded", _("Upload subscribers"), _("Uploaded a file of subscribers"))
    actions.register_action("newsletters.import_checked", _("Check an import"), _("Had a file of subscribers checked"))
    actions.register_action("newsletters.import_applied", _("Apply an import"), _("Had subscribers imported"))
    actions.register_action(
        "newsletters.import_problems", _("Download left-out rows"), _("Downloaded the rows an import left out")
    )
    actions.register_action("newsletters.import_cancelled", _("End an import"), _("Ended an import of subscribers"))
    actions.register_action("newsletters.test", _("Send test"), _("Sent a test of the issue"))


@hooks.register("register_reports_menu_item")
def lobbying_report_item() -> MenuItem:
    """Offer the annual report of lobbying under “Reports”."""
    return LobbyingReportItem(
        _("Lobbying in newsletters"), reverse("newsletters_admin:lobbying"), icon_name="mail", order=910
    )


class LobbyingReportItem(MenuItem):
    """The way to the report, for those who send or approve."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For those who may look at issues before they are sent."""
        return may_look(request.user)


@hooks.register("insert_editor_js")
def count_characters() -> str:
    """Show beside subject and preview text how many characters they have."""
    return format_html('<script type="module" src="{}"></script>', static("newsletters/character_counts.js"))


class SendingPanel(Component):
    """What of the newsletters is scheduled, leaving or refused."""

    name = "newsletters"
    template_name = "newsletters/admin/home_panel.html"
    order = 130

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:  # noqa: ARG002 - Wagtail's signature
        """List sendings that are not over, and the refused ones, which somebody must look at."""
        states = [
            IssueSending.State.SCHEDULED,
            IssueSending.State.PREPARING,
            IssueSending.State.SENDING,
            IssueSending.State.REFUSED,
        ]
        sendings = IssueSending.objects.filter(state__in=states).select_related("issue", "newsletter")
        return {"sendings": list(sendings.order_by("begins_at")[:10])}


@hooks.register("construct_homepage_panels")
def add_sending_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show the panel to those who may send, when there is something to show."""
    if may_send(request.user):
        panels.append(SendingPanel())
