"""The stream of blocks that every page of the site is written from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.chart_blocks import ChartBlock
from content.blocks.fact_blocks import FactBlock, FactsBlock
from content.blocks.link_blocks import CallToActionBlock, CardsBlock
from content.blocks.media_blocks import FilesBlock, FilmBlock, PictureBlock
from content.blocks.pathway_block import PathwayBlock
from content.blocks.text_blocks import HeadingBlock, NoticeBlock, ParagraphBlock, QuestionsBlock, QuoteBlock, TableBlock


class StoryBlock(blocks.StreamBlock):
    """All blocks of a page, in the order the editor's picker shows them."""

    paragraph = ParagraphBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    notice = NoticeBlock()
    questions = QuestionsBlock()
    table = TableBlock()
    fact = FactBlock()
    facts = FactsBlock()
    chart = ChartBlock()
    pathway = PathwayBlock()
    picture = PictureBlock()
    film = FilmBlock()
    files = FilesBlock()
    call_to_action = CallToActionBlock()
    cards = CardsBlock()

    class Meta:
        template = "blocks/story.html"
        label = _("Blocks")


STORY_BLOCKS = StoryBlock
