"""Links to pages in rich text; the links of all texts of a page share one query."""

from django.utils.html import escape
from wagtail.rich_text.pages import PageLinkHandler

from content.blocks.linked_pages import linked_pages


class RememberedPageLinkHandler(PageLinkHandler):
    """Takes what the request has read already, and leads to the page in the visitor's language."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """The opening tag of each link; a link to a page that is gone leads nowhere."""
        identifiers = [_identifier(attrs.get("id", "")) for attrs in attrs_list]
        pages = linked_pages(identifier for identifier in identifiers if identifier)
        return [
            f'<a href="{escape(pages[identifier].url)}">' if identifier in pages else "<a>"
            for identifier in identifiers
        ]


def _identifier(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
