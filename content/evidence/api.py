"""What blocks, pages and other rooms may use of the evidence registry."""

from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from content.evidence.charts import ChartValue, chart_by_slug, charts_by_id
from content.evidence.fact_values import FactValue
from content.evidence.memory import remembering
from content.evidence.models import Fact
from content.evidence.places import Place, pages_showing, register_place_finder
from content.evidence.registry import facts_by_id, facts_by_slug
from content.evidence.superseding import FactChange, register_change_follower

__all__ = [
    "ChartValue",
    "Fact",
    "FactChange",
    "FactValue",
    "Place",
    "chart_by_slug",
    "charts_by_id",
    "expand_facts",
    "fact_by_slug",
    "fact_text",
    "facts_by_id",
    "facts_by_slug",
    "pages_showing",
    "register_change_follower",
    "register_place_finder",
    "remembering",
]


def fact_by_slug(slug: str) -> FactValue | None:
    """The current version of a fact in the active language, or nothing if there is no such fact."""
    return facts_by_slug([slug]).get(slug)


def expand_facts(html: str) -> str:
    """Rich text from the database as HTML: each fact reference becomes its figure, linked to its source.

    Page and document links are expanded with it; the text must be rich text from an editor, not a visitor's.
    """
    return str(expand_db_html(html))


def fact_text(slug: str) -> str:
    """The figure with its source in brackets, for plain text and mail; empty if there is no such fact."""
    fact = fact_by_slug(slug)
    if fact is None:
        return ""
    if fact.is_open:
        return _("no figure yet")
    return f"{fact.display} ({fact.source_citation})"
