"""Events, the page that lists them, and their calendars."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock
from content.library.calendars import calendar_of, event_structured_data
from content.library.event_times import EventTimes, site_time_zone, validate_time_zone
from content.library.forms import EventForm
from content.topics.listing import Listing, published_children
from content.topics.models import AboutTopics
from content.topics.names import topics_of

LONGEST_DAYS = 366


class EventIndexPage(RoutablePageMixin, BasePage):
    """Lists the events under it, the next first; all of them as a calendar at `calendar/`."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("introduction"))

    subpage_types: ClassVar[list[str]] = ["library.EventPage"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("event index")
        verbose_name_plural = _("event indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the events to come, or with `?when=past` those that are over."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        past = request.GET.get("when") == "past"
        events = published_children(EventPage, self)
        if past:
            events = events.filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")
        else:
            events = events.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")
        context["past"] = past
        context["listing"] = Listing(events, request.GET, kinds=EventPage.Kind.choices, date_field="starts_at")
        context["calendar_url"] = f"{settings.PUBLIC_URL}{self.get_url(request) or ''}calendar/"
        return context

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """Every event as one calendar to subscribe to."""
        events = published_children(EventPage, self).select_related("locale").order_by("-starts_at")[:500]
        return HttpResponse(calendar_of(events, self.title), content_type="text/calendar; charset=utf-8")


class EventPage(RoutablePageMixin, BasePage, AboutTopics):  # type: ignore[django-manager-missing]
    """A meeting, webinar or conference. Its times are those of its own time zone. Personal data: none."""

    class Kind(models.TextChoices):
        """What sort of event it is."""

        MEETING = "meeting", _("Meeting")
        WEBINAR = "webinar", _("Webinar")
        CONFERENCE = "conference", _("Conference")
        DEADLINE = "deadline", _("Deadline")

    class Status(models.TextChoices):
        """Whether it takes place; the values are those of iCalendar (RFC 5545, 3.8.1.11), in small letters."""

        CONFIRMED = "confirmed", _("Takes place")
        TENTATIVE = "tentative", _("Not certain yet")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MEETING)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CONFIRMED)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default=site_time_zone,
        validators=[validate_time_zone],
        help_text=_("Where the clock hangs that begin and end are read from."),
    )
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"), db_index=True)
    all_day = models.BooleanField(_("whole days"), default=False, help_text=_("Only the days are shown, no times."))
    place = models.CharField(
        _("place"), max_length=300, blank=True, help_text=_("Name and address. Leave empty if it is online only.")
    )
    online_url = models.URLField(_("address online"), blank=True, max_length=500)
    registration_url = models.URLField(_("address of the registration"), blank=True, max_length=500)
    fictional_organisation = models.CharField(
        _("fictional organisation"),
        max_length=160,
        blank=True,
        help_text=_("Only for an example: the made-up organisation that holds it. The page says so."),
    )
    body = StoryField(StoryBlock(), blank=True, verbose_name=_("body"))

    base_form_class = EventForm
    parent_page_types: ClassVar[list[str]] = ["library.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("time_zone"),
                FieldPanel("all_day"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [FieldPanel("place"), FieldPanel("online_url"), FieldPanel("registration_url")], heading=_("Where")
        ),
        FieldPanel("fictional_organisation"),
        AboutTopics.topic_panel,
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("place"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("starts_at"),
        index.FilterField("ends_at"),
    ]
    override_translatable_fields: ClassVar = [
        *AboutTopics.override_translatable_fields,
        SynchronizedField("time_zone"),
        SynchronizedField("fictional_organisation"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="event_ends_after_it_begins"),
        ]

    def clean(self) -> None:
        """An event ends after it begins, and within a year; raises ValidationError."""
        super().clean()
        if self.starts_at and self.ends_at:
            if self.ends_at < self.starts_at:
                raise ValidationError({"ends_at": _("The event ends before it begins.")})
            if (self.ends_at - self.starts_at).days > LONGEST_DAYS:
                raise ValidationError({"ends_at": _("An event of more than a year? Check both dates.")})

    @property
    def times(self) -> EventTimes:
        """When it takes place, on the clock of its own time zone."""
        return EventTimes(self.starts_at, self.ends_at, self.time_zone, all_day=self.all_day)

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends_at < timezone.now()

    @property
    def search_date(self) -> datetime:
        """The date that search filters by."""
        return self.times.starts

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the topics."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["topics"] = topics_of(self)
        return context

    def structured_data(self) -> dict[str, Any]:
        """The event as schema.org describes one."""
        return event_structured_data(self)

    @path("ics/", name="ics")
    def ics(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Wagtail's signature
        """The event for a calendar program."""
        headers = {"Content-Disposition": f'attachment; filename="{self.slug[:80]}.ics"'}
        return HttpResponse(
            calendar_of([self], self.title), content_type="text/calendar; charset=utf-8", headers=headers
        )
