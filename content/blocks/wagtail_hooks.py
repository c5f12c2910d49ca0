"""Rich text of the blocks: links to pages share one query per page shown."""

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from content.blocks.page_links import RememberedPageLinkHandler


@hooks.register("register_rich_text_features", order=10)
def register_remembered_page_links(features: FeatureRegistry) -> None:
    """Take the place of Wagtail's own handler of page links."""
    features.register_link_type(RememberedPageLinkHandler)
