"""Gathers what a fact's public page shows, in HTML, JSON and JSON-LD."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from content.evidence.citations import FactCitation
from content.evidence.fact_values import FactValue
from content.evidence.models import Fact, FactConflict, FactVersion, Source
from content.evidence.places import Place, public_places_of
from content.evidence.registry import active_language, facts_by_id, translation_of, version_value


@dataclass(frozen=True)
class Conflict:
    """Another fact that contradicts this one."""

    fact: FactValue
    explanation: str
    resolution: str


@dataclass(frozen=True)
class FactPresentation:
    """One version of a fact with its source, its history and what contradicts it."""

    fact: FactValue
    version: FactVersion
    source: Source | None
    history: list[FactVersion]
    conflicts: list[Conflict]
    replaced_by: FactValue | None
    citation: FactCitation
    is_current: bool
    is_stale: bool
    current_version: int | None
    places: list[Place]


def present(fact: Fact, number: int | None = None) -> FactPresentation | None:
    """The current version, or the one with this number; nothing if there is no such version."""
    history = list(fact.versions.select_related("source").order_by("-number"))
    version = next((entry for entry in history if number in (None, entry.number)), None)
    if version is None:
        return None
    for entry in history:
        entry.fact = fact
    language = active_language()
    value = version_value(fact, version, translation_of(version, language), language)
    return FactPresentation(
        fact=value,
        version=version,
        source=version.source,
        history=history,
        conflicts=_conflicts(fact),
        replaced_by=facts_by_id([fact.replaced_by_id]).get(fact.replaced_by_id) if fact.replaced_by_id else None,
        citation=FactCitation(
            publisher=settings.WAGTAIL_SITE_NAME,
            fact=value,
            published_on=timezone.localdate(version.created_at),
            url=settings.PUBLIC_URL + version.get_absolute_url(),
        ),
        is_current=version.pk == fact.current_id,
        current_version=fact.current_id,
        places=public_places_of(fact),
        is_stale=fact.review_by is not None and fact.review_by < timezone.localdate(),
    )


def _conflicts(fact: Fact) -> list[Conflict]:
    rows = list(FactConflict.objects.filter(Q(first=fact) | Q(second=fact)))
    others = {row.pk: row.second_id if row.first_id == fact.pk else row.first_id for row in rows}
    facts = facts_by_id(others.values())
    return [Conflict(facts[others[row.pk]], row.explanation, row.resolution) for row in rows if others[row.pk] in facts]


def as_json(shown: FactPresentation) -> dict[str, Any]:
    """The fact for machines: the same that the page says, with its permalink and history."""
    fact = shown.fact
    return {
        "slug": fact.slug,
        "version": fact.version,
        "current": shown.is_current,
        "language": fact.language,
        "statement": fact.statement,
        "value": plain_number(fact.value),
        "figure": fact.display or None,
        "unit": fact.unit or None,
        "qualifier": shown.version.qualifier or None,
        "population": fact.population or None,
        "period": fact.period or None,
        "as_of": fact.as_of.isoformat() if fact.as_of else None,
        "note": shown.version.note or None,
        "source": _source_json(shown.source),
        "conflicts_with": [conflict.fact.slug for conflict in shown.conflicts if not conflict.resolution],
        "replaced_by": shown.replaced_by.slug if shown.replaced_by else None,
        "permalink": shown.citation.url,
        "citation": shown.citation.csl,
        "used_on": [{"kind": place.kind, "title": place.title, "url": _absolute(place.url)} for place in shown.places],
        "history": [
            {
                "version": entry.number,
                "statement": entry.statement,
                "value": plain_number(entry.value),
                "reason": entry.reason or None,
                "written_on": timezone.localdate(entry.created_at).isoformat(),
                "url": settings.PUBLIC_URL + entry.get_absolute_url(),
            }
            for entry in shown.history
        ],
    }


def plain_number(value: Decimal | None) -> str | None:
    """A value as machines read it: no groups, no trailing zeros, never with an exponent."""
    return None if value is None else f"{value.normalize():f}"


def _absolute(url: str) -> str:
    return url if url.startswith("http") else f"{settings.PUBLIC_URL}{url}"


def _source_json(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {
        "reference": source.reference,
        "kind": source.kind,
        "url": source.url or None,
        "licence": source.licence or None,
        "retrieved_on": source.retrieved_on.isoformat() if source.retrieved_on else None,
        "csl": source.csl,
    }


def as_json_ld(shown: FactPresentation) -> dict[str, Any]:
    """The fact as a schema.org Observation, for search engines."""
    fact = shown.fact
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Observation",
        "name": fact.statement,
        "url": shown.citation.url,
        "inLanguage": fact.language,
        "dateModified": shown.version.created_at.isoformat(),
        "publisher": {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": settings.PUBLIC_URL},
    }
    if fact.value is not None:
        data["value"] = float(fact.value)
        data["unitText"] = fact.unit
    if fact.period:
        data["observationPeriod"] = fact.period
    if shown.source:
        data["citation"] = {"@type": "CreativeWork", "name": shown.source.title}
        if shown.source.url:
            data["citation"]["url"] = shown.source.url
    return data
