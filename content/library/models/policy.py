"""Policy documents: what the coalition asked of whom, and what came of it."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock
from content.library.downloads import download
from content.library.ledger import Ledger, ledger_csv
from content.library.showing import shown_document
from content.topics.models import AboutTopics
from content.topics.names import topics_of


class PolicyIndexPage(RoutablePageMixin, BasePage):
    """The public ledger: every ask, to whom, and what came of it. Also as CSV, at `csv/`."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("introduction"))

    subpage_types: ClassVar[list[str]] = ["library.PolicyDocumentPage"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("policy ledger")
        verbose_name_plural = _("policy ledgers")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the asks that the visitor wants to see."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["ledger"] = Ledger(self, request.GET)
        return context

    @path("csv/", name="csv")
    def csv(self, request: HttpRequest) -> HttpResponse:
        """The ledger as CSV, filtered as the page is."""
        return download(ledger_csv(Ledger(self, request.GET)), "text/csv", f"{self.slug}.csv")


class PolicyDocumentPage(BasePage, AboutTopics):  # type: ignore[django-manager-missing]
    """A comment letter, testimony or other document in which the coalition asked for something.

    Personal data: none beyond what the published document says.
    """

    class Kind(models.TextChoices):
        """What sort of document it is."""

        COMMENT = "comment", _("Comment letter")
        TESTIMONY = "testimony", _("Testimony")
        LETTER = "letter", _("Letter")
        STATEMENT = "statement", _("Statement")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COMMENT)
    submitted_on = models.DateField(_("submitted"), default=timezone.localdate, db_index=True)
    agency = models.CharField(
        _("agency"), max_length=160, help_text=_("Whom it was addressed to: an agency, a committee, an office.")
    )
    docket = models.CharField(
        _("docket"), max_length=80, blank=True, help_text=_("The number of the proceeding, as the agency writes it.")
    )
    docket_url = models.URLField(_("address of the docket"), blank=True)
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The document as it was submitted, as a PDF."),
    )
    fictional_organisation = models.CharField(
        _("fictional organisation"),
        max_length=160,
        blank=True,
        help_text=_("Only for an example: the made-up organisation that submitted it. The page says so."),
    )
    body = StoryField(StoryBlock(), blank=True, verbose_name=_("body"))

    parent_page_types: ClassVar[list[str]] = ["library.PolicyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("submitted_on"),
                FieldPanel("agency"),
                FieldRowPanel([FieldPanel("docket"), FieldPanel("docket_url")]),
                FieldPanel("fictional_organisation"),
            ],
            heading=_("About it"),
        ),
        FieldPanel("document"),
        InlinePanel(
            "asks",
            heading=_("What it asks for"),
            label=_("Ask"),
            help_text=_("One entry for each thing that can be granted or refused on its own. They make up the ledger."),
        ),
        AboutTopics.topic_panel,
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("agency"),
        index.SearchField("docket"),
        index.RelatedFields("asks", [index.SearchField("ask")]),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("submitted_on"),
    ]
    override_translatable_fields: ClassVar = [
        *AboutTopics.override_translatable_fields,
        SynchronizedField("agency"),
        SynchronizedField("docket"),
        SynchronizedField("fictional_organisation"),
    ]

    class Meta:
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")

    @property
    def search_date(self) -> date:
        """The date that search filters by."""
        return self.submitted_on

    @property
    def search_documents(self) -> list[int]:
        """The documents whose words find this page."""
        return [self.document_id] if self.document_id else []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the document with its cover, the topics and the asks."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["document"] = shown_document(self.document_id)
        context["topics"] = topics_of(self)
        context["asks"] = list(self.asks.all())
        return context


class PolicyAsk(TranslatableMixin, Orderable):
    """One thing that a policy document asks for, and what came of it.

    An outcome other than "pending" carries its date and the source that says so; the database refuses one
    without. Personal data: none.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        PENDING = "pending", _("Pending")
        GRANTED = "granted", _("Granted")
        PARTLY = "partly", _("Granted in part")
        REFUSED = "refused", _("Refused")
        LAPSED = "lapsed", _("Lapsed")

    page = ParentalKey(PolicyDocumentPage, on_delete=models.CASCADE, related_name="asks")
    ask = models.CharField(_("what is asked for"), max_length=300)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.PENDING)
    outcome_on = models.DateField(_("date of the outcome"), null=True, blank=True)
    outcome_source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("Who says so, for example the title of the final rule.")
    )
    outcome_url = models.URLField(_("address of the source"), blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True, help_text=_("What was granted, if not all."))

    panels: ClassVar[list[Panel]] = [
        FieldPanel("ask"),
        FieldRowPanel([FieldPanel("outcome"), FieldPanel("outcome_on")]),
        FieldPanel("outcome_source"),
        FieldPanel("outcome_url"),
        FieldPanel("remark"),
    ]
    override_translatable_fields: ClassVar = [TranslatableField("ask"), SynchronizedField("outcome_source")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="pending") | (Q(outcome_on__isnull=False) & ~Q(outcome_source="")),
                name="policy_outcome_has_date_and_source",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="pending") | Q(outcome_on__isnull=True), name="policy_pending_ask_has_no_date"
            ),
        ]

    def __str__(self) -> str:
        return self.ask

    def clean(self) -> None:
        """An outcome needs its date and its source; raises ValidationError for what is missing or contradicts."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.outcome == self.Outcome.PENDING:
            if self.outcome_on:
                errors["outcome_on"] = _("A pending ask has no date yet. Choose an outcome or remove the date.")
        else:
            if not self.outcome_on:
                errors["outcome_on"] = _("Give the date of the outcome.")
            elif self.outcome_on > timezone.localdate():
                errors["outcome_on"] = _("An outcome cannot lie in the future.")
            if not self.outcome_source:
                errors["outcome_source"] = _("Say which source gives the outcome.")
        if errors:
            raise ValidationError(errors)
