"""The pages of strategic plans."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import PageQuerySet
from wagtail.search import index

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.preloading import preload_references
from content.blocks.story import StoryBlock
from content.plans.blocks import PillarsBlock
from content.plans.outline import PlanOutlinePart, outline
from content.plans.printing import plan_pdf


class StrategicPlanIndexPage(BasePage):
    """Lists the plans, newest first."""

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
        """Add the numbered parts."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["outline"] = self.outline()
        return context

    @path("pdf/", name="pdf")
    def pdf(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """The whole plan as an accessible PDF."""
        preload_references(self)
        name = f"{slugify(self.title)[:80] or 'plan'}.pdf"
        return HttpResponse(
            plan_pdf(self),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )
