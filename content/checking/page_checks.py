"""The checks themselves: from a page as it stands in the editor to what should be mended."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from bs4 import BeautifulSoup, Tag
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from content.checking.figures import figures_in, number_of
from content.checking.findings import Check, Finding
from content.checking.reading import Place, places_in
from content.evidence.api import FactValue, facts_by_id, remembering
from content.evidence.models import Fact, FactConflict
from content.evidence.review import suspected_conflicts

VAGUE_LINKS = frozenset(
    {"here", "click here", "this", "link", "read more", "more", "aquí", "haga clic aquí", "leer más"}
)


def check_page(page: Page) -> list[Finding]:
    """Everything to mend in a page, in the order of the checks and of the page.

    Blocks are rendered in the page's own language; nothing is written. The number of queries grows with the kinds
    of blocks, not with their number.
    """
    with remembering():
        places = list(places_in(page))
        return [
            *_figures(places),
            *_facts(places),
            *_conflicts(places),
            *_pictures(places),
            *_headings(places),
            *_links(places),
        ]


def _figures(places: list[Place]) -> Iterator[Finding]:
    found = [
        (place, figure)
        for place in places
        for figure in dict.fromkeys(figure for text in place.typed for figure in figures_in(text))
    ]
    known = _facts_with({number for _place, figure in found if (number := number_of(figure)) is not None})
    for place, figure in found:
        fact = known(figure)
        if not place.rich:
            advice = _("This field cannot cite a fact: say it in words, or keep it in mind when the figure changes.")
        elif fact is not None:
            advice = _(
                "The registry has it: choose the fact “%(fact)s” instead, so that it changes with its source."
            ) % {"fact": fact.statement}
        else:
            advice = _("Add it to Evidence › Facts with its source, and choose it with the button “Fact”.")
        yield Finding(Check.FIGURES, place.name, _("“%(figure)s” is typed in.") % {"figure": figure}, advice)


def _facts_with(numbers: set[Decimal]) -> Callable[[str], FactValue | None]:
    """Look a figure up in the registry: the same number, and a percentage for a percentage."""
    rows = Fact.objects.filter(current__value__in=numbers, replaced_by__isnull=True).values_list("pk", flat=True)
    facts = list(facts_by_id(rows).values()) if numbers else []

    def look_up(figure: str) -> FactValue | None:
        number = number_of(figure)
        is_share = "%" in figure or "cent" in figure or "ciento" in figure
        return next(
            (fact for fact in facts if fact.value == number and (fact.base_unit == "percent") == is_share), None
        )

    return look_up


def _facts(places: list[Place]) -> Iterator[Finding]:
    cited = {fact: place for place in reversed(places) for fact in place.facts}
    today = timezone.localdate()
    rows = Fact.objects.filter(pk__in=cited).select_related("current", "replaced_by__current")
    for fact in sorted(rows, key=lambda row: places.index(cited[row.pk])):
        where = cited[fact.pk].name
        if fact.replaced_by:
            yield Finding(
                Check.REVIEW,
                where,
                _("the fact “%(fact)s” has been replaced.") % {"fact": fact.statement},
                _("Cite “%(other)s” instead.") % {"other": fact.replaced_by.statement},
            )
        elif fact.review_by and fact.review_by < today:
            yield Finding(
                Check.REVIEW,
                where,
                _("the fact “%(fact)s” should have been reviewed by %(day)s.")
                % {"fact": fact.statement, "day": fact.review_by},
                _("Look its source up and press “Still holds” under Evidence › Needs attention."),
            )
        if fact.current is None or fact.current.value is None:
            yield Finding(
                Check.REVIEW,
                where,
                _("no source gives a figure for “%(fact)s”.") % {"fact": fact.statement},
                _("Readers see “no figure yet”."),
            )
    for place in places:
        gone = set(place.facts) - {fact.pk for fact in rows}
        if gone:
            yield Finding(Check.REVIEW, place.name, _("it cites a fact that does not exist any more."))


def _conflicts(places: list[Place]) -> Iterator[Finding]:
    cited = {fact: place for place in reversed(places) for fact in place.facts}
    if not cited:
        return
    rows = FactConflict.objects.filter(Q(first__in=cited) | Q(second__in=cited), resolution="")
    pairs = [(row.first_id, row.second_id, row.explanation) for row in rows.order_by("pk")]
    pairs += [(first.pk, second.pk, "") for first, second in suspected_conflicts(cited)]
    facts = facts_by_id(identifier for first, second, _words in pairs for identifier in (first, second))
    for first, second, explanation in pairs:
        here, other = (first, second) if first in cited else (second, first)
        if here not in facts or other not in facts:
            continue
        values = {"one": facts[here].display, "two": facts[other].display, "fact": facts[here].statement}
        if other in cited:
            what = _("“%(fact)s” is given as %(one)s and as %(two)s on this page.") % values
        else:
            what = _("“%(fact)s” is given as %(one)s here; another source says %(two)s.") % values
        advice = _as_sentence(explanation) or _("Choose one, or tell the reader about both.")
        yield Finding(Check.CONFLICTS, cited[here].name, what, advice)


def _as_sentence(words: str) -> str:
    text = words.strip().rstrip(".")
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _pictures(places: list[Place]) -> Iterator[Finding]:
    for place in places:
        count = place.undescribed + sum(
            image.get("alt") is None for image in _soup(place).find_all("img") if isinstance(image, Tag)
        )
        if count:
            yield Finding(
                Check.PICTURES,
                place.name,
                ngettext(
                    "a picture has no words for people who cannot see it.",
                    "%(count)d pictures have no words for people who cannot see them.",
                    count,
                )
                % {"count": count},
                _("Say in a sentence what it shows; a file's name does not."),
            )


def _headings(places: list[Place]) -> Iterator[Finding]:
    level = 1
    for place in places:
        for heading in _soup(place).find_all(["h2", "h3", "h4", "h5", "h6"]):
            words = " ".join(heading.get_text(" ").split())
            depth = int(heading.name[1])
            if not words:
                yield Finding(Check.HEADINGS, place.name, _("a heading is empty."), _("Write it or delete it."))
                continue
            if depth > level + 1:
                yield Finding(
                    Check.HEADINGS,
                    place.name,
                    _("the heading “%(words)s” has level %(depth)s, but the one before it has level %(level)s.")
                    % {"words": words, "depth": depth, "level": level},
                    _("Begin with a block “Heading” (level 2); use level 3 below it and level 4 below that."),
                )
            level = depth


def _links(places: list[Place]) -> Iterator[Finding]:
    targets = {page for place in places for page in place.linked_pages}
    live = set(Page.objects.filter(pk__in=targets, live=True).values_list("pk", flat=True))
    hidden = Page.objects.filter(pk__in=targets - live).in_bulk()
    for place in places:
        if place.broken:
            yield Finding(
                Check.LINKS,
                place.name,
                _("the block cannot be shown."),
                _("Something it refers to is missing. Choose it again."),
            )
        for identifier in dict.fromkeys(place.linked_pages):
            if identifier in hidden:
                yield Finding(
                    Check.LINKS,
                    place.name,
                    _("it leads to “%(page)s”, which is not published.") % {"page": hidden[identifier].title},
                    _("Publish that page first, or take the link away."),
                )
        shown_hidden = any(identifier in hidden for identifier in place.linked_pages)
        yield from _links_in(place, expect_empty=shown_hidden)


def _links_in(place: Place, *, expect_empty: bool) -> Iterator[Finding]:
    for link in _soup(place).find_all("a"):
        words = _words_of(link)
        address = str(link.get("href") or "").strip()
        if address in {"", "#", "http://", "https://"}:
            if link.get("id") or link.get("name") or expect_empty:
                continue
            yield Finding(
                Check.LINKS,
                place.name,
                _("the link “%(words)s” leads nowhere.") % {"words": words or "…"},
                _("Its page or file was deleted, or its address is empty. Link it again."),
            )
        elif not words:
            yield Finding(
                Check.LINKS,
                place.name,
                _("the link to %(address)s has no words.") % {"address": address[:80]},
                _("Write where it leads."),
            )
        elif words.casefold().strip(" .…→") in VAGUE_LINKS:
            yield Finding(
                Check.LINKS,
                place.name,
                _("the link “%(words)s” does not say where it leads.") % {"words": words},
                _("People who hear a list of all links need its words to stand alone."),
            )


def _words_of(link: Tag) -> str:
    pictures = [str(image.get("alt") or "") for image in link.find_all("img")]
    return " ".join(" ".join([str(link.get("aria-label") or ""), link.get_text(" "), *pictures]).split())


def _soup(place: Place) -> BeautifulSoup:
    return BeautifulSoup(place.html, "html.parser")
