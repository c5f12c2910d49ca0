"""All blocks an issue may be written from, in the order of the picker."""

from newsletters.blocks.base import MailStreamBlock
from newsletters.blocks.charts import ChartBlock
from newsletters.blocks.from_the_site import ArticleCardsBlock, CampaignBlock, FactBlock
from newsletters.blocks.pathway import PathwayMailBlock
from newsletters.blocks.pictures_and_columns import ColumnsBlock, ImageBlock
from newsletters.blocks.words import ButtonBlock, DividerBlock, HeroBlock, QuoteBlock, TextBlock


class MailStoryBlock(MailStreamBlock):
    """The body of an issue."""

    hero = HeroBlock()
    text = TextBlock()
    articles = ArticleCardsBlock()
    fact = FactBlock()
    chart = ChartBlock()
    pathway = PathwayMailBlock()
    campaign = CampaignBlock()
    quote = QuoteBlock()
    columns = ColumnsBlock()
    image = ImageBlock()
    button = ButtonBlock()
    divider = DividerBlock()

    class Meta:
        template = "newsletters/blocks/story.html"
