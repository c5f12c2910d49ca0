"""Publications and the page that lists them."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.documents import get_document_model_string
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock
from content.citing.exports import bibtex, ris
from content.library.doi import normalise_doi, validate_doi
from content.library.downloads import download
from content.library.forms import PublicationForm
from content.library.publication_citation import PublicationCitation
from content.library.showing import shown_document
from content.topics.listing import Listing, published_children
from content.topics.models import AboutTopics
from content.topics.names import topics_of


class AuthorBlock(blocks.StructBlock):
    """A person who wrote it."""

    given = blocks.CharBlock(label=_("Given names"), max_length=80, required=False)
    family = blocks.CharBlock(label=_("Family name"), max_length=80)

    class Meta:
        icon = "user"
        label = _("Person")


class AuthorsBlock(blocks.StreamBlock):
    """Who wrote it, in the order they sign."""

    person = AuthorBlock()
    organisation = blocks.CharBlock(label=_("Organisation"), max_length=160, icon="group")


class PublicationIndexPage(BasePage):
    """Lists the publications under it, newest first, by kind, topic and year."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("introduction"))

    subpage_types: ClassVar[list[str]] = ["library.PublicationPage", "library.PolicyIndexPage"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("publication index")
        verbose_name_plural = _("publication indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the publications that the visitor asked for."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        publications = published_children(PublicationPage, self).select_related("document__preview")
        context["listing"] = Listing(
            publications.order_by("-published_on", "-pk"),
            request.GET,
            kinds=PublicationPage.Kind.choices,
            date_field="published_on",
        )
        return context


class PublicationPage(RoutablePageMixin, BasePage, AboutTopics):  # type: ignore[django-manager-missing]
    """A report, paper or other publication, with its PDF, its DOI and how to cite it.

    Personal data: the names of its authors, as they signed it.
    """

    class Kind(models.TextChoices):
        """What sort of publication it is."""

        REPORT = "report", _("Report")
        PAPER = "paper", _("Paper")
        BRIEF = "brief", _("Policy brief")
        SURVEY = "survey", _("Survey")
        GUIDE = "guide", _("Guide")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.REPORT)
    published_on = models.DateField(_("published"), default=timezone.localdate, db_index=True)
    authors = StoryField(AuthorsBlock(required=False), blank=True, verbose_name=_("authors"))
    publisher = models.CharField(
        _("publisher"),
        max_length=160,
        blank=True,
        help_text=_("Without one it is the organisation that runs the site."),
    )
    journal = models.CharField(_("journal"), max_length=160, blank=True, help_text=_("Only for a paper in a journal."))
    doi = models.CharField(
        _("DOI"),
        max_length=200,
        blank=True,
        validators=[validate_doi],
        help_text=_("For example 10.1200/PO.22.00246. The publisher gives it; do not make one up."),
    )
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A PDF. A picture of its first page becomes the cover, within a minute or so of publishing."),
    )
    fictional_organisation = models.CharField(
        _("fictional organisation"),
        max_length=160,
        blank=True,
        help_text=_("Only for an example: the made-up organisation that published it. The page says so."),
    )
    body = StoryField(StoryBlock(), blank=True, verbose_name=_("body"))

    base_form_class = PublicationForm
    parent_page_types: ClassVar[list[str]] = ["library.PublicationIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("published_on"),
                FieldPanel("authors"),
                FieldPanel("publisher"),
                FieldPanel("journal"),
                FieldPanel("doi"),
                FieldPanel("fictional_organisation"),
            ],
            heading=_("About it"),
        ),
        FieldPanel("document"),
        AboutTopics.topic_panel,
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("authors"),
        index.SearchField("doi"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("published_on"),
    ]
    override_translatable_fields: ClassVar = [
        *AboutTopics.override_translatable_fields,
        SynchronizedField("authors"),
        SynchronizedField("publisher"),
        SynchronizedField("journal"),
        SynchronizedField("doi"),
        SynchronizedField("fictional_organisation"),
    ]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def clean(self) -> None:
        """Keep the bare DOI, whatever form it was pasted in."""
        super().clean()
        if self.doi:
            self.doi = normalise_doi(self.doi)

    @property
    def citation(self) -> PublicationCitation:
        """How to cite it."""
        return PublicationCitation.of(self)

    @property
    def search_date(self) -> Any:
        """The date that search filters by."""
        return self.published_on

    @property
    def search_documents(self) -> list[int]:
        """The documents whose words find this page."""
        return [self.document_id] if self.document_id else []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the document with its cover, the topics and the citation."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["document"] = shown_document(self.document_id)
        context["topics"] = topics_of(self)
        context["citation"] = self.citation
        return context

    def structured_data(self) -> dict[str, Any]:
        """The publication as schema.org describes one."""
        return self.citation.structured_data(self)

    @path("bibtex/", name="bibtex")
    def bibtex(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """The citation as a BibTeX file."""
        return download(bibtex(self.citation.item), "application/x-bibtex", f"{self.slug}.bib")

    @path("ris/", name="ris")
    def ris(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """The citation as an RIS file."""
        return download(ris(self.citation.item), "application/x-research-info-systems", f"{self.slug}.ris")
