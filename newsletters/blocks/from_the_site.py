"""Blocks that show what stands on the site: pages, a fact, a campaign."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from content.api import FactValue, fact_by_slug
from newsletters.blocks.base import MailBlock, Problem
from newsletters.blocks.pictures import Picture, picture
from newsletters.rendering.rich_text import wrapped
from newsletters.site_addresses import absolute_address, page_address

CARD_PICTURE_WIDTH = 160


@dataclass(frozen=True)
class PageCard:
    """A page of the site as an issue announces it."""

    title: str
    summary: str
    address: str
    picture: Picture | None


class ArticleCardBlock(blocks.StructBlock):
    """One page; its own title and summary, unless the issue says it better."""

    page = blocks.PageChooserBlock(label=_("Page"))
    title = blocks.CharBlock(required=False, max_length=120, label=_("Title in this issue"))
    summary = blocks.TextBlock(required=False, max_length=300, label=_("Summary in this issue"))

    class Meta:
        label = _("Page")
        icon = "doc-full"


class ArticleCardsBlock(MailBlock):
    """Pages of the site with title, summary and picture."""

    heading = blocks.CharBlock(required=False, max_length=80, label=_("Heading"))
    cards = blocks.ListBlock(ArticleCardBlock(), min_num=1, max_num=8, label=_("Pages"))
    link_label = blocks.CharBlock(required=False, max_length=40, default=_("Read on"), label=_("Link label"))

    class Meta:
        label = _("Articles")
        icon = "doc-full"
        description = _("Pages of the site with title, summary and picture.")
        template = "newsletters/blocks/articles.html"
        mail_template = "newsletters/mail/blocks/articles.html"

    def get_preview_value(self) -> Any:
        """Two invented entries: a preview must not depend on which pages exist."""
        return self.normalize({"heading": _("From the site"), "cards": []})

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add the cards; pages that are gone or not published are left out."""
        return {"value": value, "cards": page_cards(value["cards"])}

    def problems(self, value: Any) -> list[Problem]:
        """Pages that are gone or not published are left out of the mail; say so."""
        missing = len(value["cards"]) - len(page_cards(value["cards"]))
        if not missing:
            return []
        message = ngettext(
            "%(count)d page is not published and will be left out.",
            "%(count)d pages are not published and will be left out.",
            missing,
        )
        return [Problem("page-missing", message % {"count": missing}, stops=False)]

    def plain_text(self, value: Any) -> str:
        """Title, summary and address of each page."""
        heading = value.get("heading")
        parts = [f"{wrapped(heading)}\n{'-' * min(len(heading), 72)}"] if heading else []
        for card in page_cards(value["cards"]):
            summary = wrapped(card.summary) if card.summary else ""
            parts.append("\n".join(filter(None, [wrapped(f"* {card.title}", rest="  "), summary, card.address])))
        return "\n\n".join(parts)


def page_cards(cards: Any) -> list[PageCard]:
    """Return what can be shown of the chosen pages, in their order, with one query per page type."""
    chosen = [card for card in cards if card.get("page")]
    pages = {
        page.pk: page for page in Page.objects.filter(pk__in=[card["page"].pk for card in chosen]).live().specific()
    }
    return [
        PageCard(
            title=card.get("title") or page.title,
            summary=card.get("summary") or getattr(page, "summary", "") or page.search_description,
            address=page_address(page),
            picture=picture(getattr(page, "social_image", None), width=CARD_PICTURE_WIDTH),
        )
        for card in chosen
        if (page := pages.get(card["page"].pk)) is not None and page_address(page)
    ]


class FactBlock(MailBlock):
    """A figure from the evidence registry, by reference: the registry's number, never a typed one."""

    fact = SnippetChooserBlock("evidence.Fact", label=_("Fact"))
    comment = blocks.TextBlock(required=False, max_length=300, label=_("What it means"))

    class Meta:
        label = _("Fact")
        icon = "pick"
        description = _("A figure from the evidence registry, with its source.")
        template = "newsletters/blocks/fact.html"
        mail_template = "newsletters/mail/blocks/fact.html"

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add the fact as the registry has it now."""
        chosen = value.get("fact")
        fact = fact_by_slug(chosen.slug) if chosen is not None else None
        return {"value": value, "fact": fact, "address": absolute_address(fact.url) if fact else ""}

    def problems(self, value: Any) -> list[Problem]:
        """A fact must exist; one without a figure deserves a second look."""
        fact = self.mail_values(value)["fact"]
        if fact is None:
            return [Problem("fact-missing", gettext("the fact does not exist any more."))]
        if fact.is_open:
            return [Problem("fact-open", gettext("no source gives a figure for this fact."), stops=False)]
        return []

    def plain_text(self, value: Any) -> str:
        """Number, statement, source and the fact's permanent address."""
        values = self.mail_values(value)
        fact: FactValue | None = values["fact"]
        if fact is None:
            return ""
        lines = [fact.display, wrapped(fact.statement)] if fact.display else [wrapped(fact.statement)]
        if value.get("comment"):
            lines.append(wrapped(value["comment"]))
        return "\n".join(
            [*lines, wrapped(gettext("Source: %(source)s") % {"source": fact.source_citation}), values["address"]]
        )


class CampaignBlock(MailBlock):
    """A campaign to join, with the number of people who have."""

    page = blocks.PageChooserBlock(label=_("Campaign page"))
    text = blocks.TextBlock(
        required=False, max_length=400, label=_("Why now"), help_text=_("Empty: the page's own summary.")
    )
    label = blocks.CharBlock(max_length=40, default=_("Write to your legislators"), label=_("Button label"))

    class Meta:
        label = _("Campaign")
        icon = "group"
        description = _("A campaign to join, with the number of people who have.")
        template = "newsletters/blocks/campaign.html"
        mail_template = "newsletters/mail/blocks/campaign.html"

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add the page, its address and its count at this moment."""
        page = value.get("page")
        shown = page.specific if page is not None and page.live else None
        return {
            "value": value,
            "title": shown.title if shown else "",
            "text": value.get("text") or getattr(shown, "summary", ""),
            "address": page_address(shown) if shown else "",
            "progress": CampaignProgress.of(shown) if shown else None,
        }

    def problems(self, value: Any) -> list[Problem]:
        """The campaign's page must be published."""
        if self.mail_values(value)["address"]:
            return []
        return [Problem("campaign-missing", gettext("the campaign's page is gone or not published."))]

    def plain_text(self, value: Any) -> str:
        """Title, reason, count and address."""
        values = self.mail_values(value)
        if not values["address"]:
            return ""
        count = values["progress"].sentence if values["progress"] else ""
        lines = [wrapped(values["title"]), wrapped(values["text"]) if values["text"] else "", count]
        return "\n".join(filter(None, [*lines, f"{value['label']}:", values["address"]]))


@dataclass(frozen=True)
class CampaignProgress:
    """How many people joined, and how many it wants."""

    count: int
    goal: int | None

    @classmethod
    def of(cls, page: Page) -> "CampaignProgress | None":
        """Ask a campaign's page for its count; a page that has none to give shows none.

        Newsletters know no campaign: any page type may offer `progress`, with `people` and `goal`.
        """
        progress = getattr(page, "progress", None)
        if progress is None:
            return None
        return cls(count=progress.people, goal=progress.goal)

    @property
    def percent(self) -> int:
        """How much of the goal is reached, at most 100; without a goal 0."""
        return min(100, self.count * 100 // self.goal) if self.goal else 0

    @property
    def sentence(self) -> str:
        """The count in words, true at the moment the mail was made."""
        people = ngettext("%(count)s person has joined", "%(count)s people have joined", self.count) % {
            "count": f"{self.count:,}"
        }
        if not self.goal:
            return f"{people}."
        return gettext("%(people)s. The goal is %(goal)s.") % {"people": people, "goal": f"{self.goal:,}"}
