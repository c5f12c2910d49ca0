"""What blocks, pages and other rooms may use of the evidence registry."""

from content.evidence.fact_values import FactValue

__all__ = ["FactValue", "expand_facts", "fact_by_slug", "fact_text"]


def fact_by_slug(slug: str) -> FactValue | None:
    """The current version of a fact in the active language, or nothing if there is no such fact."""
    raise NotImplementedError(slug)


def expand_facts(html: str) -> str:
    """Rich text from the database as HTML, each fact reference replaced by its figure with its source."""
    raise NotImplementedError(html)


def fact_text(slug: str) -> str:
    """The figure with its source in brackets, for plain text and mail."""
    raise NotImplementedError(slug)
