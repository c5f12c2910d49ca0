"""The stream of blocks that every page of the site is written from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.rich_text import RICH_TEXT_FEATURES


class StoryBlock(blocks.StreamBlock):
    """All blocks of a page, in the order the editor's picker shows them."""

    paragraph = blocks.RichTextBlock(features=RICH_TEXT_FEATURES, label=_("Text"), icon="pilcrow")


STORY_BLOCKS = StoryBlock
