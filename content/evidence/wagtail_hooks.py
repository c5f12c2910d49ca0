"""The evidence registry in the editing pages: facts, sources, topics, conflicts and the rich text reference."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import ListingButton
from wagtail.log_actions import LogActionRegistry
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from content.evidence import admin_urls
from content.evidence.admin_views import ADD, CHANGE
from content.evidence.chart_forms import ChartForm
from content.evidence.editor import CONVERSION_RULE, FactChooserViewSet
from content.evidence.forms import OTHER_LANGUAGES, FactForm, translated_field_names
from content.evidence.models import Chart, EvidenceTopic, Fact, FactConflict, PlaceToReread, Source
from content.evidence.references import FactLinkHandler
from content.evidence.review import due_facts


def _translation_panels() -> list[Panel]:
    return [
        MultiFieldPanel([FieldPanel(name) for name in translated_field_names(code)], heading=name)
        for code, name in OTHER_LANGUAGES
    ]


FACT_PANELS = TabbedInterface(
    [
        ObjectList(
            [
                MultiFieldPanel(
                    [
                        FieldPanel("statement"),
                        FieldPanel("value"),
                        FieldPanel("qualifier"),
                        FieldPanel("unit"),
                        FieldPanel("display"),
                    ],
                    heading=_("What it says"),
                ),
                MultiFieldPanel(
                    [FieldPanel("population"), FieldPanel("period"), FieldPanel("as_of")], heading=_("Where and when")
                ),
                MultiFieldPanel([FieldPanel("source"), FieldPanel("note")], heading=_("Where it comes from")),
                FieldPanel("reason"),
                FieldPanel("edited_version"),
            ],
            heading=_("Fact"),
        ),
        ObjectList(_translation_panels(), heading=_("Translations")),
        ObjectList(
            [
                FieldPanel("slug"),
                FieldPanel("topic"),
                FieldPanel("position"),
                FieldPanel("owner"),
                FieldPanel("review_by"),
                FieldPanel("replaced_by"),
            ],
            heading=_("Keeping"),
        ),
    ],
    base_form_class=FactForm,
)


class KeptForEverPolicy(ModelPermissionPolicy):
    """Nobody may delete: a cited fact keeps its address and its history."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """As the model's permissions say, but for deleting."""
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """As the model's permissions say, but for deleting."""
        return bool(super().user_has_any_permission(user, set(actions) - {"delete"}))

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """As the model's permissions say, but for deleting."""
        return super().instances_user_has_any_permission_for(user, set(actions) - {"delete"})


register_permission_policy(Fact, KeptForEverPolicy(Fact))


class FactViewSet(SnippetViewSet):
    """Facts: editing one adds a version; none is ever deleted."""

    model = Fact
    icon = "form"
    menu_label = _("Facts")
    edit_handler = FACT_PANELS
    chooser_viewset_class = FactChooserViewSet
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = [
        "slug",
        Column("statement", label=_("Statement"), accessor="statement"),
        "topic",
        "review_by",
        "owner",
    ]
    list_filter: ClassVar[list[str]] = ["topic", "owner", "review_by"]
    ordering: ClassVar[list[str]] = ["topic__position", "position", "slug"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> Any:  # noqa: ARG002 - Wagtail's signature
        """Facts with what the list shows, in one query."""
        return Fact.objects.select_related("current", "topic", "owner")


class SourceViewSet(SnippetViewSet):
    """Sources of facts."""

    model = Source
    icon = "link-external"
    menu_label = _("Sources")
    list_display: ClassVar[list[str]] = ["title", "kind", "retrieved_on"]
    list_filter: ClassVar[list[str]] = ["kind"]
    copy_view_enabled = False


class TopicViewSet(SnippetViewSet):
    """Topics of the evidence index, translatable."""

    model = EvidenceTopic
    icon = "tag"
    menu_label = _("Topics")


class ConflictViewSet(SnippetViewSet):
    """Facts that contradict each other."""

    model = FactConflict
    icon = "warning"
    menu_label = _("Conflicts")
    list_display: ClassVar[list[str]] = ["first", "second", "recorded_on", "resolution"]
    panels: ClassVar[list[Panel]] = [
        FieldPanel("first"),
        FieldPanel("second"),
        FieldPanel("explanation"),
        FieldPanel("resolution"),
    ]


class ChartViewSet(SnippetViewSet):
    """Charts of facts or of uploaded tables, previewed while they are written."""

    model = Chart
    icon = "order"
    menu_label = _("Charts")
    copy_view_enabled = False
    list_display: ClassVar[list[str]] = ["title", "kind", "slug", "locale"]
    list_filter: ClassVar[list[str]] = ["kind", "locale"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("slug"),
            FieldPanel("kind"),
            MultiFieldPanel(
                [FieldPanel("unit"), FieldPanel("category_heading"), FieldPanel("description")], heading=_("Words")
            ),
            InlinePanel(
                "points",
                heading=_("Facts"),
                label=_("Fact"),
                panels=[
                    FieldPanel("fact"),
                    FieldPanel("category"),
                    FieldPanel("series"),
                ],
            ),
            MultiFieldPanel(
                [FieldPanel("file"), FieldPanel("source"), FieldPanel("drop_table")], heading=_("Or a file")
            ),
        ],
        base_form_class=ChartForm,
    )


class PermittedMenuItem(MenuItem):
    """Shown to those who have all of some permissions."""

    def __init__(self, *args: Any, permissions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permissions = permissions

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this member of staff may."""
        return bool(request.user.has_perms(self.permissions))


class EvidenceViewSetGroup(SnippetViewSetGroup):
    """The menu of the evidence registry."""

    items = (FactViewSet, ChartViewSet, SourceViewSet, TopicViewSet, ConflictViewSet)
    menu_icon = "doc-full-inverse"
    menu_label = _("Evidence")
    menu_name = "evidence"
    menu_order = 210

    def get_submenu_items(self) -> list[MenuItem]:
        """Add the pages that are no lists: what needs attention, and the import."""
        items: list[MenuItem] = super().get_submenu_items()
        attention = PermittedMenuItem(
            _("Needs attention"),
            reverse_lazy("evidence_admin:attention"),
            icon_name="warning",
            order=1,
            permissions=(CHANGE,),
        )
        importing = PermittedMenuItem(
            _("Import facts"),
            reverse_lazy("evidence_admin:import"),
            icon_name="upload",
            order=10_000,
            permissions=(ADD, CHANGE),
        )
        return [attention, *items, importing]


register_snippet(EvidenceViewSetGroup)


@hooks.register("register_rich_text_features")
def register_fact_references(features: FeatureRegistry) -> None:
    """Let rich text refer to facts by id, with a button in the editor's toolbar."""
    features.register_link_type(FactLinkHandler)
    features.register_editor_plugin(
        "draftail",
        "fact",
        EntityFeature(
            {
                "type": "FACT",
                "icon": "form",
                "description": _("Fact from the evidence registry"),
                "attributes": ["id", "statement"],
                "allowlist": {"id": True},
                "chooserUrls": {"factChooser": reverse_lazy("wagtailsnippetchoosers_evidence_fact:choose")},
            },
            js=["wagtailadmin/js/chooser-modal.js", "evidence/fact_entity.js"],
        ),
    )
    features.register_converter_rule("contentstate", "fact", CONVERSION_RULE)


@hooks.register("register_log_actions")
def register_evidence_log_actions(actions: LogActionRegistry) -> None:
    """The audit entries of versions, reviews and rereading."""
    actions.register_model(Fact, ModelLogEntry)
    actions.register_action("evidence.fact.version", _("Add fact version"), _("Fact version added"))
    actions.register_action("evidence.fact.reread", _("Read a place again"), _("A place that cites it was read again"))
    actions.register_action("evidence.fact.reviewed", _("Review fact"), _("Fact reviewed: it still holds"))
    actions.register_action("evidence.import", _("Import facts"), _("Facts imported from a file"))


@hooks.register("register_snippet_listing_buttons")
def view_fact_button(snippet: Any, user: Any, next_url: str | None = None) -> Any:  # noqa: ARG001 - Wagtail's signature
    """A link from the lists of facts and charts to the public page."""
    if isinstance(snippet, Fact | Chart):
        yield ListingButton(_("View live"), snippet.get_absolute_url(), icon_name="view", priority=20)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    """Put the staff pages under `/admin/evidence/`."""
    return [path("evidence/", include(admin_urls))]


class EvidencePanel(Component):
    """How many places, reviews and conflicts wait."""

    name = "evidence"
    template_name = "evidence/admin/home_panel.html"
    order = 130

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:  # noqa: ARG002 - Wagtail's signature
        """Count what needs attention."""
        return {
            "places": PlaceToReread.objects.filter(reread_at__isnull=True).count(),
            "due": due_facts(timezone.localdate()).count(),
            "conflicts": FactConflict.objects.filter(resolution="").count(),
        }


@hooks.register("construct_homepage_panels")
def add_evidence_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show the panel to those who may change facts."""
    if request.user.has_perm(CHANGE):
        panels.append(EvidencePanel())
