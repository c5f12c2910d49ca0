"""The pages of strategic plans."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page, PageQuerySet
from wagtail.search import index

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock
from content.plans.blocks import PillarsBlock
from content.plans.exports import csv_file, json_file, pdf_file
from content.plans.frozen import content_of
from content.plans.outline import PlanOutlinePart, outline
from content.plans.presentation import plan_view
from content.plans.status import rule_figures
from content.plans.trail import breadcrumbs
from content.plans.version_pages import (
    Comparison,
    compare_versions,
    compare_years,
    current_pdf,
    earlier_plans,
    version_of,
    version_pdf,
    versions_of,
)


class StrategicPlanIndexPage(RoutablePageMixin, BasePage):
    """Lists the plans, newest first; explains how their status is computed, at `how-status-is-computed/`."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("introduction"))

    subpage_types: ClassVar[list[str]] = ["plans.StrategicPlanPage"]
    max_count_per_parent = 1
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("index of plans")
        verbose_name_plural = _("indexes of plans")

    def plans(self) -> "PageQuerySet[StrategicPlanPage]":
        """The published plans anyone may read: the coalition's own first, then the newest."""
        children = StrategicPlanPage.objects.child_of(self).live().public()
        return children.defer_streamfields().order_by("fictional_organisation", "-year", "title")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the plans."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["plans"] = self.plans()
        return context

    @path("how-status-is-computed/", name="rule")
    def rule(self, request: HttpRequest) -> HttpResponse:
        """The published rule of status, with the figures that the rule itself uses."""
        title = gettext("How status is computed")
        context = super().get_context(request) | {"rule": rule_figures(), "sub_title": title}
        context["breadcrumbs"] = breadcrumbs(self, title)
        return TemplateResponse(request, "plans/rule.html", context)


class Stage(models.TextChoices):
    """How far a published plan has come; what nobody but staff sees is a Wagtail draft."""

    COMMENT = "comment", _("Draft for comment")
    APPROVED = "approved", _("Approved")


class StrategicPlanPage(RoutablePageMixin, BasePage):
    """One plan: its story, then pillars, goals and objectives. Also as an accessible PDF, at `pdf/`."""

    year = models.PositiveSmallIntegerField(_("year"))
    fictional_organisation = models.CharField(
        _("fictional organisation"),
        max_length=160,
        blank=True,
        help_text=_("Only for an example: the made-up organisation whose plan this is. The page says so."),
    )
    stage = models.CharField(
        _("stage"),
        max_length=10,
        choices=Stage,
        default=Stage.COMMENT,
        help_text=_(
            "Publishing a draft for comment shows it with a banner and freezes nothing. Publishing an approved plan "
            "freezes what it says as a numbered version under an address of its own, for good."
        ),
    )
    comments_until = models.DateField(
        _("comments until"), null=True, blank=True, help_text=_("Shown on the banner of a draft for comment.")
    )
    change_note = models.CharField(
        _("what changed and why"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences for readers, shown beside the next version. Needed from version 2 on."),
    )
    body = StoryField(StoryBlock(), blank=True, verbose_name=_("story"))
    pillars = StoryField(PillarsBlock(), blank=True, verbose_name=_("pillars"))

    exclude_fields_in_copy: ClassVar[list[str]] = ["stage", "comments_until", "change_note"]
    parent_page_types: ClassVar[list[str]] = ["plans.StrategicPlanIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("year"), FieldPanel("fictional_organisation")], heading=_("About it")),
        MultiFieldPanel(
            [FieldPanel("stage"), FieldPanel("comments_until"), FieldPanel("change_note")], heading=_("Approval")
        ),
        FieldPanel("body"),
        FieldPanel("pillars"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("pillars"),
        index.FilterField("year"),
    ]

    class Meta:
        verbose_name = _("strategic plan")
        verbose_name_plural = _("strategic plans")

    def outline(self) -> list[PlanOutlinePart]:
        """The numbered parts of the plan."""
        return outline(self.pillars)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add how the plan stands today."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["view"] = plan_view(self, timezone.localdate())
        context["rule_url"] = self.rule_url()
        return context

    def rule_url(self) -> str:
        """The page that explains the status, which lies beside the plan below the index."""
        return f"{(self.url or '/').rstrip('/').rpartition('/')[0]}/how-status-is-computed/"

    @path("overview/", name="overview")
    def overview(self, request: HttpRequest) -> HttpResponse:
        """The plan on one screen."""
        title = gettext("On one screen")
        context = self.get_context(request) | {"sub_title": title, "breadcrumbs": breadcrumbs(self, title)}
        return TemplateResponse(request, "plans/overview_page.html", context)

    @path("json/", name="json")
    def as_json(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """What the plan says and how it stands today, for anyone's own program."""
        return json_file(content_of(self))

    @path("csv/", name="csv")
    def as_csv(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """The same as a table, one row per part and metric."""
        return csv_file(content_of(self), f"{self.slug}.csv")

    @path("pdf/", name="pdf")
    def pdf(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """The whole plan, with its metrics as they stand today, as an accessible PDF."""
        return pdf_file(current_pdf(self, content_of(self)), self.title)

    @path("versions/", name="versions")
    def versions(self, request: HttpRequest) -> HttpResponse:
        """Every version that was approved, the newest first, with what changed and why."""
        title = gettext("Versions")
        context = self._frame(request) | {
            "sub_title": title,
            "breadcrumbs": breadcrumbs(self, title),
            "versions": versions_of(self).defer("content"),
            "earlier_plans": earlier_plans(self).defer("content"),
        }
        return TemplateResponse(request, "plans/versions.html", context)

    @path("versions/<int:number>/", name="version")
    def version(self, request: HttpRequest, number: int) -> HttpResponse:
        """What the plan said when it was approved, for good."""
        version = version_of(self, number)
        context = self._frame(request) | {
            "version": version,
            "newest": versions_of(self).values_list("number", flat=True).first(),
        }
        return self._below_versions(request, "plans/version.html", context, _version_title(number))

    @path("versions/<int:number>/json/", name="version_json")
    def version_json(self, request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """A version as it was frozen."""
        return json_file(version_of(self, number).content)

    @path("versions/<int:number>/csv/", name="version_csv")
    def version_csv(self, request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """A version as a table."""
        return csv_file(version_of(self, number).content, f"{self.slug}-version-{number}.csv")

    @path("versions/<int:number>/pdf/", name="version_pdf")
    def version_pdf(self, request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """A version as an accessible PDF, the same bytes every time."""
        version = version_of(self, number)
        url = f"{self.url}{self.reverse_subpage('version', args=[number])}"
        return pdf_file(version_pdf(version, url), f"{version.title} {number}")

    @path("versions/<int:newer>/changes-since/<int:older>/", name="changes")
    def changes(self, request: HttpRequest, newer: int, older: int) -> HttpResponse:
        """What changed from one version to a later one."""
        title = gettext("What changed from version %(older)s to version %(newer)s") % {"older": older, "newer": newer}
        return self._differences(request, compare_versions(self, older, newer), title)

    @path("changes-since-year/<int:year>/", name="changes_since_year")
    def changes_since_year(self, request: HttpRequest, year: int) -> HttpResponse:
        """What changed from the plan of an earlier year."""
        title = gettext("What changed from %(older)s to %(newer)s") % {"older": year, "newer": self.year}
        return self._differences(request, compare_years(self, year), title)

    def get_route_paths(self) -> list[str]:
        """Let the permanent addresses of versions lead here also after the plan has moved."""
        numbers = versions_of(self).values_list("number", flat=True)
        return [*super().get_route_paths(), "/versions/", *(f"/versions/{number}/" for number in numbers)]

    def _frame(self, request: HttpRequest) -> dict[str, Any]:
        """What a page below the plan needs, without the facts and pages that only the plan itself shows."""
        context: dict[str, Any] = Page.get_context(self, request)
        return context

    def _differences(self, request: HttpRequest, comparison: Comparison, title: str) -> HttpResponse:
        context = self._frame(request) | {"comparison": comparison}
        return self._below_versions(request, "plans/differences.html", context, title)

    def _below_versions(
        self, request: HttpRequest, template: str, context: dict[str, Any], title: str
    ) -> TemplateResponse:
        versions = (gettext("Versions"), f"{self.url}{self.reverse_subpage('versions')}")
        more = {"sub_title": title, "breadcrumbs": breadcrumbs(self, title, above=(versions,))}
        return TemplateResponse(request, template, context | more)


def _version_title(number: int) -> str:
    return gettext("Version %(number)s") % {"number": number}
