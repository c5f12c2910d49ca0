"""What every page of the site has, whichever room it belongs to."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult

from content.blocks.preloading import preload_references
from content.blocks.routing import route_below
from content.checking.forms import CheckedPageForm
from content.checking.panels import PublishCheckPanel


class BasePage(Page):
    """The abstract parent of all page types.

    An abstract class and not Wagtail's `WAGTAIL_PAGE_MODEL`, see docs/decisions.
    """

    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_(
            "One or two sentences. Shown under the title, in lists, in search results and when the page is shared."
        ),
    )
    social_image = models.ForeignKey(
        "media.SiteImage",
        verbose_name=_("social image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown when the page is shared. Without one a card with the title is drawn."),
    )

    base_form_class = CheckedPageForm
    content_panels: ClassVar[list[Panel]] = [
        PublishCheckPanel(),
        *Page.content_panels,
        FieldPanel("summary"),
    ]
    promote_panels: ClassVar[list[Panel]] = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("social_image")], heading=_("Sharing")),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [*Page.search_fields, index.SearchField("summary", boost=2)]

    pages_above: list[Page] | None = None
    """The pages above this one, from the root down, where routing has read them."""

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find who answers at an address below this page, in two queries however deep it lies; may raise Http404."""
        if not path_components:
            return super().route(request, path_components)
        return route_below(self, request, path_components, {BasePage.route, Page.route})

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        """The restrictions of this page and of those above it, without a second look at pages just read.

        Aliases are as private as what they mirror; Wagtail finds that out.
        """
        above = self.pages_above
        if above is None or any(page.alias_of_id for page in (self, *above)):
            restrictions: QuerySet[PageViewRestriction] = super().get_view_restrictions()
        else:
            restrictions = PageViewRestriction.objects.filter(page_id__in=[self.pk, *(page.pk for page in above)])
        return restrictions

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Read all facts and pages that the blocks show, before they are rendered."""
        preload_references(self)
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context
