"""Reads the pages that blocks and rich text link to: once per request, and in the visitor's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from wagtail.models import Page, PageQuerySet

from content.evidence.memory import memory


@dataclass(frozen=True)
class LinkedPage:
    """A page as a link shows it; only published pages become one."""

    identifier: int
    title: str
    summary: str
    url: str
    kind: str
    language: str


def linked_pages(identifiers: Iterable[int]) -> Mapping[int, LinkedPage]:
    """The published pages with these ids, each in the active language where it is translated."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    known = memory()
    wanted = set(identifiers)
    missing = {identifier for identifier in wanted if ("page", language, identifier) not in known}
    if missing:
        rows = page_rows(missing)
        translations = _translations(rows.values(), language)
        for identifier in missing:
            row = rows.get(identifier)
            shown = translations.get(row.translation_key, row) if row else None
            known["page", language, identifier] = _linked(shown) if shown else None
    return {identifier: page for identifier in wanted if (page := known.get(("page", language, identifier)))}


def page_rows(identifiers: Iterable[int]) -> Mapping[int, Page]:
    """The pages with these ids, whether published or not, each read once per request."""
    known = memory()
    wanted = set(identifiers)
    missing = {identifier for identifier in wanted if ("page row", identifier) not in known}
    if missing:
        found = _with_summaries(Page.objects.filter(pk__in=missing)).in_bulk()
        for identifier in missing:
            known["page row", identifier] = found.get(identifier)
    return {identifier: row for identifier in wanted if (row := known.get(("page row", identifier))) is not None}


def _translations(rows: Iterable[Page], language: str) -> dict[Any, Page]:
    if language == settings.LANGUAGE_CODE:
        return {}
    keys = [row.translation_key for row in rows if row.locale.language_code != language]
    if not keys:
        return {}
    pages = Page.objects.filter(translation_key__in=keys, locale__language_code=language, live=True)
    return {page.translation_key: page for page in _with_summaries(pages)}


def _with_summaries(pages: "PageQuerySet[Page]") -> "PageQuerySet[Page]":
    """Add each page's summary, which stands in the table of its own type."""
    summaries = [NullIf(F(path), Value("")) for path in _summary_paths()]
    shown = [NullIf(F("search_description"), Value("")), *summaries, Value("")]
    # What a link shows, and no more: a page that changes inside leaves the pages that link to it as they are.
    return (
        pages.select_related("locale", "content_type")
        .only(
            *("title", "slug", "path", "depth", "url_path", "live", "translation_key"),
            *("locale__language_code", "content_type__app_label", "content_type__model"),
        )
        .annotate(shown_summary=Coalesce(*shown, output_field=CharField()))
    )


@lru_cache(maxsize=1)
def _summary_paths() -> tuple[str, ...]:
    """The look-up path from `Page` to the summary of each page type that has one."""
    return tuple(
        f"{field.related_query_name()}__summary"  # type: ignore[attr-defined]  # the parent link is a one-to-one field
        for model in apps.get_models()
        if issubclass(model, Page) and any(local.name == "summary" for local in model._meta.local_fields)
        for field in [model._meta.parents.get(Page)]
        if field is not None
    )


def _linked(page: Page) -> LinkedPage | None:
    url = page.get_url()
    if not page.live or not url:
        return None
    model = page.content_type.model_class()
    return LinkedPage(
        identifier=page.pk,
        title=page.title,
        summary=page.shown_summary,
        url=url,
        kind=str(model._meta.verbose_name) if model else "",
        language=page.locale.language_code,
    )
