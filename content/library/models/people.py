"""People whom the coalition introduces, with their agreement."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.images import get_image_model_string
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField
from content.blocks.story import StoryBlock
from content.topics.listing import published_children


class PeoplePage(BasePage):
    """Introduces people, group by group."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("introduction"))

    subpage_types: ClassVar[list[str]] = ["library.PersonPage"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page of people")
        verbose_name_plural = _("pages of people")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the people, in the order of their groups and then of the page tree."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        people = list(published_children(PersonPage, self).select_related("photo").order_by("path"))
        groups = [
            (label, [person for person in people if person.group == group]) for group, label in PersonPage.Group.choices
        ]
        context["groups"] = [{"label": label, "people": members} for label, members in groups if members]
        return context


class PersonPage(BasePage):
    """One person: the title is the name.

    Personal data: name, role, picture and what the text says, with the day on which the person agreed to its
    publication. Kept while the page is published; staff delete the page when the person takes back the agreement.
    """

    class Group(models.TextChoices):
        """In which part of the page the person stands."""

        STAFF = "staff", _("Staff")
        BOARD = "board", _("Board")
        ADVISER = "adviser", _("Advisers")
        FELLOW = "fellow", _("Fellows")

    group = models.CharField(_("group"), max_length=10, choices=Group, default=Group.STAFF)
    role = models.CharField(_("role"), max_length=160)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    photo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    agreed_on = models.DateField(
        _("agreed on"), help_text=_("The day on which the person agreed that this page is published.")
    )
    fictional = models.BooleanField(_("fictional"), default=False, help_text=_("A made-up person; the page says so."))
    body = StoryField(StoryBlock(), blank=True, verbose_name=_("body"))

    parent_page_types: ClassVar[list[str]] = ["library.PeoplePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("group"),
                FieldPanel("role"),
                FieldPanel("organisation"),
                FieldPanel("photo"),
                FieldPanel("agreed_on"),
                FieldPanel("fictional"),
            ],
            heading=_("About the person"),
        ),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("role"),
        index.SearchField("organisation"),
        index.SearchField("body"),
        index.FilterField("group"),
    ]
    override_translatable_fields: ClassVar = [SynchronizedField("title"), SynchronizedField("organisation")]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def clean(self) -> None:
        """Nobody agrees in the future; raises ValidationError."""
        super().clean()
        if self.agreed_on and self.agreed_on > timezone.localdate():
            raise ValidationError({"agreed_on": _("This day lies in the future.")})

    def structured_data(self) -> dict[str, Any]:
        """The person as schema.org describes one."""
        data: dict[str, Any] = {"@type": "Person", "name": self.title, "jobTitle": self.role}
        if self.organisation:
            data["affiliation"] = {"@type": "Organization", "name": self.organisation}
        return data
