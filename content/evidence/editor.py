"""The rich text editor's side of fact references: between the stored HTML and Draftail's content state."""

from typing import Any

from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.snippets.views.chooser import SnippetChooserViewSet, SnippetChosenView

from content.evidence.models import Fact
from content.evidence.registry import facts_by_id

OPEN_FIGURE = "…"


def figure_in_editor(identifier: int) -> str:
    """The figure an editor sees while writing."""
    fact = facts_by_id([identifier]).get(identifier)
    return (fact.display if fact else "") or OPEN_FIGURE


class FactElementHandler(InlineEntityElementHandler):
    """From the database: the empty anchor becomes an entity that covers the current figure."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        """What the entity knows: the fact's id and statement."""
        fact = _fact(attrs.get("id", ""))
        return {"id": attrs.get("id", ""), "statement": str(fact) if fact else ""}

    def handle_starttag(self, name: str, attrs: list[tuple[str, str]], state: Any, contentstate: Any) -> None:
        """Begin the entity and write the figure into it."""
        super().handle_starttag(name, attrs, state, contentstate)
        fact = _fact(dict(attrs).get("id", ""))
        state.current_block.text += figure_in_editor(fact.pk) if fact else OPEN_FIGURE
        state.leading_whitespace = 1

    def handle_endtag(self, name: str, state: Any, contentstate: Any) -> None:
        """End the entity after the figure."""
        super().handle_endtag(name, state, contentstate)


def fact_entity(props: dict[str, Any]) -> Any:
    """To the database: the reference alone, without the figure that stood in the editor."""
    return DOM.create_element("a", {"linktype": "fact", "id": props.get("id")})


CONVERSION_RULE = {
    "from_database_format": {'a[linktype="fact"]': FactElementHandler("FACT")},
    "to_database_format": {"entity_decorators": {"FACT": fact_entity}},
}


class FactChosenView(SnippetChosenView):
    """Tells the editor the figure, so that it stands in the text at once."""

    def get_chosen_response_data(self, item: Fact) -> dict[str, Any]:
        """What the chooser answers."""
        data: dict[str, Any] = super().get_chosen_response_data(item)
        return data | {
            "title": figure_in_editor(item.pk),
            "prefer_this_title_as_link_text": True,
            "token": f"{{{{ fact.{item.slug} }}}}",
        }


class FactChooserViewSet(SnippetChooserViewSet):
    """The dialogue in which a fact is chosen, for blocks and for running text."""

    chosen_view_class = FactChosenView
    per_page = 20


def _fact(text: str) -> Fact | None:
    if not (text.isascii() and text.isdigit()):
        return None
    return Fact.objects.select_related("current").filter(pk=int(text)).first()
