"""The demonstration campaign: cover biomarker testing in every state.

Its ask and its letters show what the platform does. They are marked as demonstration texts on every page and
in every letter, for no source says that the coalition holds these positions. Every figure is
cited from the evidence registry by reference.
"""

from typing import Any

from wagtail.models import Locale, Page

from advocacy.campaigns import demo_texts
from advocacy.campaigns.demo_texts import ActionWords, CampaignWords
from advocacy.campaigns.models import (
    ActIndexPage,
    CampaignPage,
    LetterAction,
    LetterActionPage,
    LetterText,
    TargetGroup,
)
from content.api import fact_by_slug, get_home_page
from members.api import Member

STATE_ACTION = "Biomarker testing: state legislators and health committees"
CONGRESS_ACTION = "Biomarker testing: U.S. representative and senators"
DECLARATION = (
    "Demonstration: people from all over a state write to the leaders of its health committees, because a committee "
    "deals with bills for the whole state."
)


def build_demo() -> None:
    """Create the campaign, its two letter actions and their pages in English and Spanish; a second run changes nothing."""
    state_action = _state_action()
    congress_action = _congress_action()
    home = get_home_page()
    english = Locale.get_default()
    campaign = _campaign(home, english, demo_texts.CAMPAIGN_EN)
    _letter_page(campaign, state_action, english, demo_texts.STATE_PAGE_EN)
    _letter_page(campaign, congress_action, english, demo_texts.CONGRESS_PAGE_EN)
    spanish = Locale.objects.filter(language_code="es").first()
    spanish_home = home.get_translation_or_none(spanish) if spanish else None
    if spanish and spanish_home:
        translated = _campaign(spanish_home, spanish, demo_texts.CAMPAIGN_ES, original=campaign)
        _letter_page(translated, state_action, spanish, demo_texts.STATE_PAGE_ES)
        _letter_page(translated, congress_action, spanish, demo_texts.CONGRESS_PAGE_ES)


def _state_action() -> LetterAction:
    action: LetterAction
    action, created = LetterAction.objects.get_or_create(
        name=STATE_ACTION,
        defaults={
            "goal": 500,
            "own_words_review": LetterAction.OwnWordsReview.SAMPLED,
            "own_words_sample_percent": 10,
            "own_words_limit": 1200,
        },
    )
    if created:
        own = TargetGroup.objects.create(
            action=action, name="Your own state legislators", rule=TargetGroup.Rule.STATE_OWN, sort_order=0
        )
        committee = TargetGroup.objects.create(
            action=action,
            name="The leaders of your state's health committees",
            rule=TargetGroup.Rule.STATE_COMMITTEE,
            committee_topic="health",
            committee_recipients=TargetGroup.Recipients.LEADERS,
            nonconstituents_may_write=True,
            nonconstituents_reason=DECLARATION,
            declared_by=Member.objects.filter(is_staff=True, is_active=True).order_by("pk").first(),
            sort_order=1,
        )
        _text(own, "en", "anyone", demo_texts.STATE_OWN_EN)
        _text(own, "es", "anyone", demo_texts.STATE_OWN_ES)
        _text(committee, "en", "anyone", demo_texts.COMMITTEE_EN)
        _text(committee, "es", "anyone", demo_texts.COMMITTEE_ES)
        _text(committee, "en", "provider", demo_texts.COMMITTEE_PROVIDER_EN)
    return action


def _congress_action() -> LetterAction:
    action: LetterAction
    action, created = LetterAction.objects.get_or_create(
        name=CONGRESS_ACTION,
        defaults={"goal": 250, "own_words_review": LetterAction.OwnWordsReview.NONE, "own_words_limit": 1200},
    )
    if created:
        group = TargetGroup.objects.create(
            action=action, name="Your U.S. representative and senators", rule=TargetGroup.Rule.CONGRESS
        )
        _text(group, "en", "anyone", demo_texts.CONGRESS_EN)
        _text(group, "es", "anyone", demo_texts.CONGRESS_ES)
    return action


def _text(group: TargetGroup, language: str, written_as: str, words: demo_texts.LetterWords) -> None:
    text = LetterText(
        group=group, language=language, written_as=written_as, subject=words.subject, group_label=words.group_label
    )
    parts: Any = [(kind, _with_figures(value)) for kind, value in words.parts]
    text.parts = parts
    text.full_clean()
    text.save()


def _with_figures(value: demo_texts.PartValue) -> demo_texts.PartValue:
    """Leave out sentences that cite a figure which this installation's registry does not have."""
    if not isinstance(value, str):
        return value
    paragraphs = [
        paragraph
        for paragraph in value.split("\n\n")
        if all(fact_by_slug(slug) is not None for slug in demo_texts.facts_in(paragraph))
    ]
    return "\n\n".join(paragraphs)


def _campaign(home: Page, locale: Locale, words: CampaignWords, original: CampaignPage | None = None) -> CampaignPage:
    index = ActIndexPage.objects.child_of(home).first()
    if index is None:
        index = ActIndexPage(
            title=words.index_title, slug="act", summary=words.index_summary, locale=locale, show_in_menus=True
        )
        if original is not None:
            index.translation_key = original.get_parent().translation_key
        home.add_child(instance=index)
        index.save_revision().publish()
    campaign: CampaignPage | None = CampaignPage.objects.child_of(index).filter(slug=words.slug).first()
    if campaign is None:
        campaign = CampaignPage(
            title=words.title,
            slug=words.slug,
            summary=words.summary,
            ask=words.ask,
            body=_story(words.body),
            locale=locale,
            lesson=_published("education.LessonPage"),
            plan_objective=_published("plans.PlanPage") or _published("plans.StrategicPlanPage"),
        )
        if original is not None:
            campaign.translation_key = original.translation_key
        index.add_child(instance=campaign)
        campaign.save_revision().publish()
    return campaign


def _letter_page(campaign: CampaignPage, action: LetterAction, locale: Locale, words: ActionWords) -> None:
    if LetterActionPage.objects.filter(letter_action=action, locale=locale).exists():
        return
    page = LetterActionPage(
        title=words.title,
        slug=words.slug,
        summary=words.summary,
        body=_story(words.body),
        own_words_prompt=words.own_words_prompt,
        letter_action=action,
        locale=locale,
    )
    twin = LetterActionPage.objects.filter(letter_action=action).first()
    if twin is not None:
        page.translation_key = twin.translation_key
    campaign.add_child(instance=page)
    page.save_revision().publish()


def _story(blocks: list[tuple[str, demo_texts.BlockValue]]) -> list[tuple[str, object]]:
    story: list[tuple[str, object]] = []
    for kind, value in blocks:
        if isinstance(value, str):
            story.append((kind, demo_texts.link_facts(value)))
        elif kind == "notice":
            story.append((kind, dict(value)))
        else:
            story.append((kind, value))
    return story


def _published(model: str) -> Page | None:
    """Return the first published page of a sibling room's type, if that room has one."""
    from django.apps import apps  # noqa: PLC0415 - siblings are known by name only

    try:
        found = apps.get_model(model)
    except LookupError:
        return None
    page: Page | None = found.objects.live().order_by("path").first()
    return page
