"""Writes the checked rows of a fact file to the registry, in one transaction."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from content.evidence.imports import FactRow, ImportSummary
from content.evidence.models import EvidenceTopic, Fact, FactConflict, FactVersion, Source
from content.evidence.versions import FactContent, add_version, content_of
from members.models import Member

DOI = re.compile(r"\b10\.\d{4,9}/[^\s,;]+")
WEB_ADDRESS = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|org|gov|net|edu)\b(?:/[^\s,;]*)?")
CSL_TYPE_OF_KIND = {
    Source.Kind.PAPER: "article-journal",
    Source.Kind.PUBLISHER: "report",
    Source.Kind.PRESS: "article-newspaper",
    Source.Kind.COMPANY: "webpage",
    Source.Kind.SECONDARY: "webpage",
    Source.Kind.GOVERNMENT: "report",
    Source.Kind.DATASET: "dataset",
}


@transaction.atomic
def write_facts(
    rows: Iterable[FactRow],
    *,
    file_name: str,
    retrieved_on: date,
    review_after_days: int = 365,
    by: Member | None = None,
) -> ImportSummary:
    """Bring the registry to what the rows say; a second run changes nothing.

    A fact that staff have edited since the last import is left as staff want it, unless the file has changed
    too. Facts that are not in the file are left alone.
    """
    summary = ImportSummary()
    facts: dict[str, Fact] = {}
    every_row = list(rows)
    for position, row in enumerate(every_row):
        source = _source(row, retrieved_on)
        fact, is_new = Fact.objects.get_or_create(
            slug=row.slug,
            defaults={
                "position": position,
                "topic": _topic(row.topic),
                "review_by": retrieved_on + timedelta(days=review_after_days),
            },
        )
        facts[row.slug] = fact
        _write_version(fact, row, source, file_name, summary, is_new=is_new, by=by)
        summary.open += row.value is None
    for row in every_row:
        for slug in row.conflicts_with:
            summary.conflicts += _record_conflict(facts[row.slug], facts[slug], row.note)
    return summary


def _write_version(
    fact: Fact,
    row: FactRow,
    source: Source | None,
    file_name: str,
    summary: ImportSummary,
    *,
    is_new: bool,
    by: Member | None,
) -> None:
    content = FactContent(
        statement=row.statement,
        value=row.value,
        qualifier=row.qualifier,
        unit=row.unit,
        population=row.population,
        period=row.period,
        source=source,
        note=row.note,
    )
    if is_new:
        add_version(fact, content, imported_from=file_name, by=by)
        summary.added += 1
        return
    last_import = FactVersion.objects.filter(fact=fact).exclude(imported_from="").order_by("-number").first()
    if last_import is not None and content_of(last_import) == content:
        if last_import.pk == fact.current_id:
            summary.unchanged += 1
        else:
            summary.kept += 1
        return
    reason = _("Changed in the imported file %(name)s") % {"name": file_name}
    add_version(fact, content, reason=reason, imported_from=file_name, by=by)
    summary.changed += 1


def _source(row: FactRow, retrieved_on: date) -> Source | None:
    if not row.source:
        return None
    csl: dict[str, Any] = {"type": CSL_TYPE_OF_KIND[Source.Kind(row.source_kind)], "title": row.source}
    doi = DOI.search(row.source)
    address = WEB_ADDRESS.search(row.source)
    url = ""
    if doi:
        csl["DOI"] = doi.group()
        url = f"https://doi.org/{doi.group()}"
    elif address:
        url = f"https://{address.group()}"
    if url:
        csl["URL"] = url
    csl["accessed"] = {"date-parts": [[retrieved_on.year, retrieved_on.month, retrieved_on.day]]}
    return Source.objects.get_or_create(
        reference=row.source,
        defaults={
            "title": row.source,
            "kind": row.source_kind,
            "url": url,
            "csl": csl,
            "retrieved_on": retrieved_on,
        },
    )[0]


def _topic(name: str) -> EvidenceTopic | None:
    if not name:
        return None
    locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    return EvidenceTopic.objects.get_or_create(name=name, locale=locale)[0]


def _record_conflict(first: Fact, second: Fact, explanation: str) -> int:
    """Record a conflict once, whichever of the two names it; returns how many were recorded."""
    low, high = sorted((first, second), key=lambda fact: fact.pk)
    _conflict, is_new = FactConflict.objects.get_or_create(
        first=low, second=high, defaults={"explanation": explanation}
    )
    return int(is_new)
