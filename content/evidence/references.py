"""References to facts in rich text: `<a linktype="fact" id="3"></a>` in the database.

The figure is not stored: it is written when the text is shown, so that one edit of the fact changes every
page. An anchor and not an `<embed>`, because translators can move an anchor within its sentence.
"""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.rich_text import LinkHandler

from content.evidence.fact_values import FactValue
from content.evidence.models import Fact
from content.evidence.registry import facts_by_id


class FactLinkHandler(LinkHandler):
    """Writes the figure of a fact, linked to the page that gives its source and history."""

    identifier = "fact"

    @staticmethod
    def get_model() -> type[Fact]:
        """Facts are what these references point to."""
        return Fact

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        """One reference, see `expand_db_attributes_many`."""
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """The opening tag and the figure of each reference; the closing tag stands in the text already."""
        identifiers = [_identifier(attrs) for attrs in attrs_list]
        facts = facts_by_id(identifier for identifier in identifiers if identifier)
        return [opening_tag(facts.get(identifier)) for identifier in identifiers]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Any:
        """Tell Wagtail's reference index which fact is cited, so that its usage is known."""
        if identifier := _identifier(attrs):
            yield Fact, str(identifier), "", ""


def opening_tag(fact: FactValue | None) -> str:
    """The start of the link with the figure in it; an unknown fact leaves an empty, harmless anchor."""
    if fact is None:
        return "<a>"
    return format_html(
        '<a class="fact" href="{}" data-fact="{}" title="{}">{}',
        fact.url,
        fact.slug,
        source_line(fact),
        fact.display or _("no figure yet"),
    )


def source_line(fact: FactValue) -> str:
    """Where the figure comes from, in one line."""
    if not fact.source_citation:
        return _("No source gives this figure yet")
    return _("Source: %(source)s") % {"source": fact.source_citation}


def _identifier(attrs: dict[str, str]) -> int:
    text = attrs.get("id", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
