"""The pages of the archive: all newsletters, one newsletter, one issue."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, Panel
from wagtail.models import Page, PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from content.api import BasePage, StoryField
from newsletters.blocks.corrections import CorrectionsBlock
from newsletters.blocks.story import MailStoryBlock
from newsletters.models.newsletter import Newsletter
from newsletters.previews import preview_modes_of, preview_response
from newsletters.rendering.rich_text import rich_text_html
from newsletters.rendering.slots import fill_slots
from newsletters.site_addresses import with_site_addresses

ISSUES_PER_PAGE = 12
FEED = "feed"
SUBJECT_LIMIT = 150
PREHEADER_LIMIT = 150


@dataclass(frozen=True)
class Correction:
    """One correction as the archive shows it; `html` is ready for a page of this site."""

    on: date
    html: str


class NewsletterIndexPage(BasePage):
    """`/newsletters/`: what one can subscribe to, and the form."""

    max_count_per_parent = 1
    subpage_types: ClassVar[list[str]] = ["newsletters.NewsletterPage"]

    class Meta:
        verbose_name = _("newsletter index")
        verbose_name_plural = _("newsletter indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the archives with their newest issue."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        archives = list(
            NewsletterPage.objects.child_of(self).live().public().select_related("newsletter").order_by("path")
        )
        issues = (
            IssuePage.objects.live().public().descendant_of(self).defer_streamfields().order_by("-issue_date", "-pk")
        )
        newest: dict[str, IssuePage] = {}
        for issue in issues[: 4 * max(len(archives), 1)]:
            newest.setdefault(issue.path[: -issue.steplen], issue)
        context["archives"] = [(archive, newest.get(archive.path)) for archive in archives]
        return context


class NewsletterPage(BasePage):
    """`/newsletters/<newsletter>/`: the archive of one newsletter, its form and its feed."""

    newsletter = models.ForeignKey(Newsletter, verbose_name=_("newsletter"), on_delete=models.PROTECT, related_name="+")

    parent_page_types: ClassVar[list[str]] = ["newsletters.NewsletterIndexPage"]
    subpage_types: ClassVar[list[str]] = ["newsletters.IssuePage"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("newsletter")]

    class Meta:
        verbose_name = _("newsletter archive")
        verbose_name_plural = _("newsletter archives")

    def clean(self) -> None:
        """Refuse a second archive of the same newsletter."""
        super().clean()
        others = NewsletterPage.objects.filter(newsletter_id=self.newsletter_id).exclude(pk=self.pk)
        if self.newsletter_id and others.exists():
            raise ValidationError({"newsletter": _("This newsletter has an archive page already.")})

    def issues(self) -> "PageQuerySet[IssuePage]":
        """The published issues anyone may read, newest first."""
        return IssuePage.objects.child_of(self).live().public().order_by("-issue_date", "-pk")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of issues; a page number that makes no sense shows the nearest one."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["newsletter"] = self.newsletter
        context["issues"] = Paginator(self.issues().defer_streamfields(), ISSUES_PER_PAGE).get_page(
            request.GET.get("page")
        )
        return context

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Serve the feed at `feed/` below this page."""
        if path_components == [FEED]:
            if not self.live:
                raise Http404
            return RouteResult(self, kwargs={"feed": True})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, feed: bool = False, **kwargs: Any) -> HttpResponse:
        """Answer with the archive or its feed."""
        if feed:
            from newsletters.feeds import issue_feed  # noqa: PLC0415 - feeds read these models

            return issue_feed(self)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response


class IssuePage(BasePage):
    """One issue: written from blocks, mailed to subscribers, kept in the archive without personal data."""

    class Purpose(models.TextChoices):
        """What an issue asks of its readers; lobbying is logged for the annual report."""

        INFORMATION = "information", _("Information and education")
        GRASSROOTS = "grassroots", _("Asks readers to write to legislators (grassroots lobbying)")
        DIRECT = "direct", _("Addresses legislators about legislation (direct lobbying)")

    subject = models.CharField(
        _("subject"),
        max_length=SUBJECT_LIMIT,
        blank=True,
        help_text=_("Phones show about 40 characters. Empty: the title. {{ first_name }} may stand in it."),
    )
    preheader = models.CharField(
        _("preview text"),
        max_length=PREHEADER_LIMIT,
        blank=True,
        validators=[MaxLengthValidator(PREHEADER_LIMIT)],
        help_text=_("Shown after the subject in the inbox; 40 to 90 characters work best. Empty: the summary."),
    )
    issue_date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    purpose = models.CharField(
        _("purpose"),
        max_length=20,
        choices=Purpose,
        default=Purpose.INFORMATION,
        help_text=_("An issue that asks for letters to legislators counts as lobbying; say so here."),
    )
    body = StoryField(MailStoryBlock(), blank=True, verbose_name=_("body"))
    trial_subject = models.CharField(
        _("subject of text B"),
        max_length=SUBJECT_LIMIT,
        blank=True,
        help_text=_("Empty: the same as text A, which is the issue itself."),
    )
    trial_preheader = models.CharField(
        _("preview text of text B"),
        max_length=PREHEADER_LIMIT,
        blank=True,
        validators=[MaxLengthValidator(PREHEADER_LIMIT)],
        help_text=_("Empty: the same as text A."),
    )
    trial_body = StoryField(
        MailStoryBlock(required=False),
        blank=True,
        verbose_name=_("body of text B"),
        help_text=_("Empty: the same as text A. The archive always shows text A."),
    )
    corrections = StoryField(
        CorrectionsBlock(required=False),
        blank=True,
        verbose_name=_("corrections"),
        help_text=_("Shown above the issue in the archive and in its feed; nothing is mailed again."),
    )

    parent_page_types: ClassVar[list[str]] = ["newsletters.NewsletterPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("subject", widget=forms.TextInput(attrs={"data-comfortable-length": "40"})),
                FieldPanel("preheader", widget=forms.TextInput(attrs={"data-comfortable-length": "90"})),
                FieldPanel("issue_date"),
                FieldPanel("purpose"),
            ],
            heading=_("In the inbox"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=_(
                        "Another text to try on a part of the readers before the better one goes to all others. "
                        "Fill in what is to differ; fewer differences tell more. You order the trial when you send."
                    )
                ),
                FieldPanel("trial_subject", widget=forms.TextInput(attrs={"data-comfortable-length": "40"})),
                FieldPanel("trial_preheader", widget=forms.TextInput(attrs={"data-comfortable-length": "90"})),
                FieldPanel("trial_body"),
            ],
            heading=_("Trial of two texts (A/B)"),
            classname="collapsed",
        ),
        FieldPanel("corrections"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("issue_date"),
    ]

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")

    @cached_property
    def archive(self) -> NewsletterPage:
        """The archive this issue stands in."""
        parent: Page = self.get_parent()
        archive: NewsletterPage = NewsletterPage.objects.select_related("newsletter__locale").get(pk=parent.pk)
        return archive

    @property
    def newsletter(self) -> Newsletter:
        """The newsletter whose issue this is."""
        newsletter: Newsletter = self.archive.newsletter
        return newsletter

    @property
    def mail_subject(self) -> str:
        """The subject line: the one written for the inbox, else the title."""
        return " ".join((self.subject or self.title).split())

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """As web page, as mail for several readers, with pictures off, and as plain text; text B when there is one."""
        return preview_modes_of(self)

    def clean(self) -> None:
        """Refuse the address of the feed."""
        super().clean()
        if self.slug == FEED:
            raise ValidationError({"slug": _("This address is taken by the feed.")})

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the issue as `mode_name` says."""
        return preview_response(self, mode_name) or super().serve_preview(request, mode_name)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the body as anyone may read it: slots filled without a person."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["newsletter"] = self.newsletter
        context["archive"] = self.archive
        context["body_html"] = self.body_for_the_web()
        context["corrections"] = self.newest_corrections()
        return context

    def newest_corrections(self) -> list[Correction]:
        """Return what was corrected after sending, the newest first."""
        found = [
            Correction(child.value["corrected_on"], with_site_addresses(rich_text_html(child.value["text"])))
            for child in self.corrections
        ]
        return sorted(found, key=lambda correction: correction.on, reverse=True)

    def body_for_the_web(self) -> str:
        """Return the body as HTML of the site, the same for everyone."""
        from newsletters.rendering.document import archive_values  # noqa: PLC0415 - it renders this model

        return with_site_addresses(fill_slots(str(self.body.render_as_block({"page": self})), archive_values(self)))
