"""The demo's pages. What they say of this software is true of it; what they say of the coalition is its own text."""

from datetime import date
from typing import Any

from content.demonstration import coalition_text as text
from content.demonstration.building import (
    Block,
    call_to_action,
    charts,
    complete_blocks,
    ensure_page,
    facts,
    heading,
    notice,
    paragraphs,
)
from content.demonstration.plans import build_plans, pathway_block
from content.pages.models import (
    ArticleIndexPage,
    ArticlePage,
    EvidenceIndexPage,
    FooterLink,
    HomePage,
    SiteSettings,
    StandardPage,
)

DEMONSTRATION = (
    "This site is a demonstration of open-source software. Its text about the Personalized Medicine Coalition is "
    "the Coalition's own home page text; everything else is written for the demonstration."
)


def build_pages(home: HomePage) -> None:
    """Every page of the demo under a home page; pages that exist are left as they are."""
    ensure_page(home, StandardPage, "what-is-personalized-medicine", _what_it_is())
    build_plans(home)
    ensure_page(home, EvidenceIndexPage, "evidence", _evidence())
    news, _new = ensure_page(
        home,
        ArticleIndexPage,
        "news",
        {"title": "News", "show_in_menus": True, "summary": "About this demonstration and the platform it shows."},
    )
    for slug, fields in _articles().items():
        ensure_page(news, ArticlePage, slug, fields)
    about, _new = ensure_page(home, StandardPage, "about", _about())
    privacy, _new = ensure_page(home, StandardPage, "privacy", _privacy())
    accessibility, _new = ensure_page(home, StandardPage, "accessibility", _accessibility())
    _write_home(home)
    _write_settings([about, privacy, accessibility])


def _write_home(home: HomePage) -> None:
    """Fill the first home page of a new installation; one that staff have written on is left alone.

    The template adds the pathway and the three emphases.
    """
    if home.headline or len(home.body):
        return
    blocks: list[Block] = [
        heading("What Is Personalized Medicine?"),
        paragraphs(text.WHAT_IT_IS),
        *facts("", "genetic-tests", "personalized-medicines"),
        heading("Strategic Plan"),
        paragraphs(text.PLAN_MOMENT, text.plan_evidence(), text.PLAN_PURPOSE),
        call_to_action(
            "Your own words count",
            "Find the people who represent you, and see what you can write to them.",
            ("Find your legislators", "/legislators/"),
            ("Read the evidence", "/evidence/"),
        ),
    ]
    home.title = "Personalized Medicine Coalition"
    home.headline = "Promoting the understanding and adoption of personalized medicine"
    home.mark = text.ANNIVERSARY
    home.summary = text.MISSION
    setattr(home, "body", blocks)  # noqa: B010 - a stream field takes raw blocks, its type says otherwise
    complete_blocks(home)
    home.save_revision().publish()


def _what_it_is() -> dict[str, Any]:
    return {
        "title": "What is personalized medicine?",
        "summary": "Diagnostic tests show which treatment will work best for each patient.",
        "body": [paragraphs(text.WHAT_IT_IS), *pathway_block()],
    }


def _evidence() -> dict[str, Any]:
    return {
        "title": "Evidence",
        "show_in_menus": True,
        "summary": "Every figure on this site, with its source, its history and what contradicts it.",
        "body": [
            paragraphs(
                "A figure on this site is written once, here, and shown wherever it is cited. When it changes, the "
                "reason is recorded and every page changes with it. Where two sources disagree, both are shown. Where "
                "no source gives a figure, it stays open."
            ),
            *charts("personalized-medicines-among-approvals"),
        ],
    }


def _about() -> dict[str, Any]:
    return {
        "title": "About",
        "show_in_menus": True,
        "summary": "Who the Coalition represents and what it promotes.",
        "body": [
            paragraphs(text.MISSION),
            heading("About this site"),
            notice("A demonstration", DEMONSTRATION),
            paragraphs(
                "People, organisations and campaigns that are not part of the public record are fictional and are "
                "named so. Members of Congress, state legislators and districts come from public-domain data.",
                "No letter and no newsletter leaves this demonstration: all mail goes to a mailbox inside it.",
            ),
        ],
    }


def _privacy() -> dict[str, Any]:
    return {
        "title": "Privacy",
        "summary": "What this software keeps about you, for how long, and how you take it back.",
        "body": [
            heading("Reading"),
            paragraphs(
                "You can read every page without an account. Public pages set no cookie, run no tracker and load "
                "nothing from other companies."
            ),
            heading("Taking part"),
            paragraphs(
                "When you act, join or subscribe, the site keeps your e-mail address and what you give it, such as your "
                "name and ZIP code. It takes effect only after you have pressed the button on the page that the "
                "confirmation message links to.",
                "A street address is kept only while a letter needs it. What you agreed to, and when, is kept as a "
                "record that cannot be rewritten.",
            ),
            heading("Mail"),
            paragraphs(
                "Every newsletter has a link that ends it without signing in. A letter to an office carries your name "
                "and your words because you asked for it to be sent."
            ),
            heading("Your data"),
            paragraphs("On your account page you can download what is kept about you, and erase it."),
        ],
    }


def _accessibility() -> dict[str, Any]:
    return {
        "title": "Accessibility",
        "summary": "What this site does so that everybody can use it.",
        "body": [
            paragraphs(
                "The pages aim at the Web Content Accessibility Guidelines 2.2, level AA. They work with a keyboard "
                "alone, without JavaScript, at 400 percent zoom, in light and dark colours, and with reduced motion.",
                "Drawings that carry figures have a table with the same figures. Films are published only with "
                "captions. Documents made by this site are tagged PDF/UA files.",
            ),
            heading("What is checked"),
            paragraphs(
                "Automatic checks run on the pages with every change of the software. They cannot find everything: if "
                "something stands in your way, please tell the organisation that runs this site."
            ),
        ],
    }


def _articles() -> dict[str, dict[str, Any]]:
    marked = notice("A demonstration", DEMONSTRATION)
    return {
        "how-a-figure-changes-everywhere": {
            "title": "How a figure changes everywhere at once",
            "published_on": date(2026, 11, 20),
            "kind": ArticlePage.Kind.BLOG,
            "summary": "Facts are cited by reference: one edit, with a reason, updates every page that shows them.",
            "body": [
                marked,
                paragraphs(
                    "A number copied into thirty pages is wrong on some of them a year later. On this platform a page "
                    "does not hold the number: it refers to the fact, and the number is read from the evidence registry "
                    "when the page is shown.",
                    "Editing a fact adds a version and asks for the reason. Old versions keep their address, so that a "
                    "citation stays true, and the database refuses to rewrite them.",
                ),
            ],
        },
        "two-sources-two-figures": {
            "title": "Two sources, two figures",
            "published_on": date(2026, 11, 21),
            "kind": ArticlePage.Kind.BLOG,
            "summary": "What the registry does when sources disagree: it shows both and says so.",
            "body": [
                marked,
                paragraphs(
                    "One study of the precision oncology pathway is reported with two different cohorts. The registry "
                    "keeps both figures, each with its own source, and marks them as being in conflict until somebody "
                    "writes down how it was resolved."
                ),
                *facts("", "nsclc-cohort", "nsclc-cohort-genomeweb"),
                paragraphs("A step of the pathway for which no source gives a figure stays open. It is not derived."),
            ],
        },
        "a-demonstration-of-one-continuous-path": {
            "title": "A demonstration of one continuous path",
            "published_on": date(2026, 11, 22),
            "kind": ArticlePage.Kind.NEWS,
            "summary": "From the plan to the evidence, a lesson, a letter and its receipt, on one site.",
            "body": [
                marked,
                paragraphs(
                    "The path begins with the strategic plan. Its figures lead to the evidence, the evidence to a "
                    "lesson, the lesson to a campaign, and the campaign to a letter whose state its sender can see.",
                    "All of it stands on one record per member, one evidence base and one engine that delivers mail.",
                ),
            ],
        },
    }


def _write_settings(footer: list[Any]) -> None:
    """Name the organisation and link the pages at the foot, unless staff have done so."""
    site_settings = SiteSettings.load()
    if site_settings.organisation_name:
        return
    site_settings.organisation_name = "Personalized Medicine Coalition"
    site_settings.short_name = "PMC"
    site_settings.postal_address = "100 Example Street\nAnytown, EX 00000\n(a made-up address of this demonstration)"
    site_settings.save()
    FooterLink.objects.bulk_create(
        FooterLink(settings=site_settings, page=page, sort_order=position) for position, page in enumerate(footer)
    )
