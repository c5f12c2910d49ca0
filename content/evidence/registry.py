"""Reads facts for display: one query for all facts of a page, remembered for the length of the request."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from content.evidence.fact_values import FactValue
from content.evidence.figures import figure_text
from content.evidence.memory import memory
from content.evidence.models import Fact, FactTranslation, FactVersion


def facts_by_id(identifiers: Iterable[int]) -> Mapping[int, FactValue]:
    """The current versions of these facts in the active language; unknown ids are left out."""
    language = active_language()
    known = memory()
    wanted = set(identifiers)
    missing = {identifier for identifier in wanted if ("fact", language, identifier) not in known}
    if missing:
        rows = fact_rows(missing)
        found = {fact.identifier: fact for fact in _values(list(rows.values()), language)}
        for identifier in missing:
            known["fact", language, identifier] = found.get(identifier)
    return {
        identifier: fact for identifier in wanted if (fact := known.get(("fact", language, identifier))) is not None
    }


def fact_rows(identifiers: Iterable[int]) -> Mapping[int, Fact]:
    """These facts with their current versions and sources, each read once per request."""
    known = memory()
    wanted = set(identifiers)
    missing = {identifier for identifier in wanted if ("fact row", identifier) not in known}
    if missing:
        found = Fact.objects.select_related("current__source").in_bulk(missing)
        for identifier in missing:
            known["fact row", identifier] = found.get(identifier)
    return {identifier: row for identifier in wanted if (row := known.get(("fact row", identifier))) is not None}


def facts_by_slug(slugs: Iterable[str]) -> Mapping[str, FactValue]:
    """The current versions of the facts with these short names, in the active language."""
    return {fact.slug: fact for fact in fact_values(Fact.objects.filter(slug__in=set(slugs)), active_language())}


def fact_values(facts: "QuerySet[Fact]", language: str) -> list[FactValue]:
    """The values of a queryset of facts, in its order; facts without a version are left out."""
    return _values(list(facts.filter(current__isnull=False).select_related("current__source")), language)


def _values(rows: list[Fact], language: str) -> list[FactValue]:
    translations = _translations([fact.current_id for fact in rows if fact.current_id], language)
    return [
        version_value(fact, fact.current, translations.get(fact.current_id or 0), language)
        for fact in rows
        if fact.current is not None
    ]


def active_language() -> str:
    """The language being shown, or the site's main language outside a request."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def translation_of(version: FactVersion, language: str) -> FactTranslation | None:
    """The words of a version in a language; nothing in the main language or where it is not translated."""
    return _translations([version.pk], language).get(version.pk)


def _translations(versions: list[int], language: str) -> dict[int, FactTranslation]:
    if language == settings.LANGUAGE_CODE or not versions:
        return {}
    rows = FactTranslation.objects.filter(Q(version__in=versions), language=language)
    return {row.version_id: row for row in rows}


def version_value(fact: Fact, version: FactVersion, words: FactTranslation | None, language: str) -> FactValue:
    """One version as other rooms see it; `words` is its translation, where there is one."""
    display = (words.display if words and words.display else "") or version.display
    if not display:
        display = figure_text(
            value=version.value,
            unit=version.unit,
            qualifier=version.qualifier,
            translated_unit=words.unit if words else "",
        )
    source = version.source
    return FactValue(
        slug=fact.slug,
        display=display,
        statement=words.statement if words else version.statement,
        value=version.value,
        unit=(words.unit if words else "") or version.unit,
        url=fact.get_absolute_url(),
        source_citation=source.title if source else "",
        as_of=version.as_of,
        identifier=fact.pk,
        version=version.number,
        population=(words.population if words else "") or version.population,
        period=(words.period if words else "") or version.period,
        source_url=source.url if source else "",
        language=language if words else settings.LANGUAGE_CODE,
        base_unit=version.unit,
    )
