"""Makes facts, sources and pages for tests."""

from decimal import Decimal
from typing import Any

import factory

from content.api import get_home_page
from content.evidence.models import Fact, Source
from content.evidence.versions import FactContent, add_version
from content.pages.models import ArticleIndexPage, ArticlePage, StandardPage


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    """A plainly fictional publication."""

    class Meta:
        model = Source

    reference = factory.Sequence(lambda number: f"Example Review {number}, 2024")
    title = factory.SelfAttribute("reference")
    kind = Source.Kind.PAPER
    url = "https://example.org/paper"
    csl = factory.LazyAttribute(lambda source: {"type": "article-journal", "title": source.title})


def make_fact(slug: str = "example-fact", **content: Any) -> Fact:
    """A fact with one version; a figure of 36 percent unless told otherwise."""
    content = {"statement": "Patients who benefitted", "value": Decimal(36), "unit": "percent"} | content
    if content.get("value") is not None:
        content.setdefault("source", SourceFactory())
    fact = Fact.objects.create(slug=slug)
    add_version(fact, FactContent(**content))
    fact.refresh_from_db()
    return fact


def make_page(title: str = "A page", parent: Any = None, **fields: Any) -> StandardPage:
    """A published standard page under the home page."""
    page = StandardPage(title=title, **fields)
    (parent or get_home_page()).add_child(instance=page)
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def make_news(**fields: Any) -> ArticleIndexPage:
    """A published, empty news index."""
    index = ArticleIndexPage(title="News", slug="news", **fields)
    get_home_page().add_child(instance=index)
    index.save_revision().publish()
    return index


def make_article(index: ArticleIndexPage, title: str = "An article", **fields: Any) -> ArticlePage:
    """A published article."""
    article = ArticlePage(title=title, **fields)
    index.add_child(instance=article)
    article.save_revision().publish()
    return article
