"""The pages on which members are asked to act."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.search import index

from advocacy.campaigns.counting import Progress, campaign_progress, progress_by_campaign
from advocacy.campaigns.models.action import LetterAction
from advocacy.campaigns.models.target_group import TargetGroup
from content.api import BasePage, StoryBlock, StoryField


class ActIndexPage(BasePage):
    """The list of campaigns."""

    body = StoryField(StoryBlock(required=False), verbose_name=_("body"), blank=True)

    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["campaigns.CampaignPage"]
    max_count_per_parent = 1
    template = "campaigns/act_index_page.html"

    class Meta:
        verbose_name = _("list of campaigns")
        verbose_name_plural = _("lists of campaigns")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the campaigns with their true counts."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        campaigns = list(CampaignPage.objects.child_of(self).live().order_by("path"))
        progress = progress_by_campaign(campaigns)
        context["campaigns"] = [(campaign, progress[campaign.pk]) for campaign in campaigns]
        return context


class CampaignPage(BasePage):
    """Why something matters, what is known about it, and what a visitor can do now."""

    body = StoryField(StoryBlock(required=False), verbose_name=_("why it matters"), blank=True)
    ask = models.CharField(
        _("what is asked"),
        max_length=200,
        blank=True,
        help_text=_("One sentence: what legislators should do."),
    )
    lesson = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("lesson"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A lesson that explains the subject."),
    )
    plan_objective = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("part of the strategic plan"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The plan, or the page of the objective, that this campaign serves."),
    )

    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("ask"),
        FieldPanel("body"),
        MultiFieldPanel(
            [PageChooserPanel("lesson"), PageChooserPanel("plan_objective")], heading=_("What it belongs to")
        ),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *BasePage.search_fields,
        index.SearchField("ask"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["campaigns.ActIndexPage"]
    subpage_types: ClassVar[list[str]] = ["campaigns.LetterActionPage"]
    template = "campaigns/campaign_page.html"

    class Meta:
        verbose_name = _("campaign page")
        verbose_name_plural = _("campaign pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the actions with their true counts, and the pages this campaign belongs to."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        actions = list(LetterActionPage.objects.child_of(self).live().select_related("letter_action").order_by("path"))
        context["progress"], context["actions"] = campaign_progress(actions)
        context["related_pages"] = [page for page in (self.lesson, self.plan_objective) if page and page.live]
        return context

    @property
    def progress(self) -> Progress:
        """How many took part in all of its actions; cards in newsletters show it."""
        return progress_by_campaign([self])[self.pk]


class LetterActionPage(BasePage):
    """The page on which a visitor begins their letters; one per language for the same letter action."""

    body = StoryField(StoryBlock(required=False), verbose_name=_("body"), blank=True)
    letter_action = models.ForeignKey(
        LetterAction, verbose_name=_("letter action"), on_delete=models.PROTECT, related_name="pages"
    )
    own_words_prompt = models.TextField(
        _("question that helps members find their own words"),
        max_length=300,
        blank=True,
        help_text=_("Such as: “What would an earlier test have meant for you or your family?”"),
    )

    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("letter_action"),
        FieldPanel("own_words_prompt"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["campaigns.CampaignPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "campaigns/letter_action_page.html"

    class Meta:
        verbose_name = _("letter page")
        verbose_name_plural = _("letter pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the empty form, the groups that are written to, and the true count."""
        from advocacy.campaigns.forms import AboutYouForm  # noqa: PLC0415 - the forms read these models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        _total, actions = campaign_progress([self])
        context["progress"] = actions[0][1]
        language = self.locale.language_code
        groups = TargetGroup.objects.filter(action=self.letter_action_id).prefetch_related("texts")
        context["groups"] = [group.label(language) for group in groups.order_by("sort_order", "pk")]
        context["form"] = AboutYouForm(page=self)
        context["campaign"] = self.get_parent()
        return context

    def clean(self) -> None:
        """Refuse a second page for the same letter in the same language."""
        super().clean()
        if self.letter_action_id is None or self.locale_id is None:
            return
        twins = LetterActionPage.objects.filter(letter_action_id=self.letter_action_id, locale_id=self.locale_id)
        if twins.exclude(pk=self.pk).exists():
            raise ValidationError({"letter_action": _("Another page in this language asks for this letter already.")})
