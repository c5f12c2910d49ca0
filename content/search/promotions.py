"""What editors put first for certain words, through Wagtail's search promotions."""

from dataclasses import dataclass

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import PageViewRestriction
from wagtail.search.utils import normalise_query_string

from content.blocks.linked_pages import linked_pages


@dataclass(frozen=True)
class PromotedLink:
    """A recommended page or address."""

    title: str
    url: str
    description: str


def promoted(query: str) -> list[PromotedLink]:
    """What editors recommend for exactly these words, whatever their capitals; only what everyone may read.

    What visitors search for is not recorded: searches can be personal, and reading changes nothing.
    """
    rows = list(
        SearchPromotion.objects.filter(query__query_string=normalise_query_string(query)).select_related("page")
    )
    if not rows:
        return []
    restricted = list(PageViewRestriction.objects.values_list("page__path", flat=True))
    open_pages = {
        row.page_id for row in rows if row.page and not any(row.page.path.startswith(path) for path in restricted)
    }
    pages = linked_pages(open_pages)
    links = []
    for row in rows:
        if row.page_id in pages:
            page = pages[row.page_id]
            links.append(PromotedLink(page.title, page.url, row.description or page.summary))
        elif row.external_link_url and not row.page_id:
            links.append(
                PromotedLink(row.external_link_text or row.external_link_url, row.external_link_url, row.description)
            )
    return links
