"""What other rooms may use of `content`."""

from typing import TYPE_CHECKING

from content.blocks.base_page import BasePage
from content.blocks.chart_blocks import ChartChooserBlock
from content.blocks.fields import StoryField
from content.blocks.pathway_block import WhatIf, pathways_on
from content.blocks.rich_text import INLINE_FEATURES, RICH_TEXT_FEATURES
from content.blocks.story import STORY_BLOCKS, StoryBlock
from content.blocks.token_blocks import FactTokenTextBlock
from content.charts.content import ChartContent, ChartKind, ChartTable, Series
from content.charts.drawing import draw as draw_chart
from content.evidence.api import (
    ChartValue,
    Fact,
    FactChange,
    FactValue,
    Place,
    chart_by_slug,
    charts_by_id,
    expand_facts,
    fact_by_slug,
    fact_text,
    facts_by_slug,
    pages_showing,
    register_change_follower,
    register_place_finder,
    remembering,
)
from content.freshness import asking_anew
from content.pdf.rendering import PdfError, render_pdf
from content.pdf.rich_text import rich_text_nodes
from content.plans.live_metrics import register_live_metric

if TYPE_CHECKING:
    from content.pages.models import HomePage, SiteSettings

__all__ = [
    "INLINE_FEATURES",
    "RICH_TEXT_FEATURES",
    "STORY_BLOCKS",
    "BasePage",
    "ChartChooserBlock",
    "ChartContent",
    "ChartKind",
    "ChartTable",
    "ChartValue",
    "Fact",
    "FactChange",
    "FactTokenTextBlock",
    "FactValue",
    "PdfError",
    "Place",
    "Series",
    "StoryBlock",
    "StoryField",
    "WhatIf",
    "asking_anew",
    "chart_by_slug",
    "charts_by_id",
    "draw_chart",
    "expand_facts",
    "fact_by_slug",
    "fact_text",
    "facts_by_slug",
    "get_home_page",
    "pages_showing",
    "pathways_on",
    "register_change_follower",
    "register_live_metric",
    "register_place_finder",
    "remembering",
    "render_pdf",
    "rich_text_nodes",
    "site_settings",
]


def get_home_page() -> "HomePage":
    """The home page of the default language; everything published hangs under it.

    Every migrated database has one, see `content.pages.first_pages`.
    """
    from content.pages.first_pages import lay_first_pages  # noqa: PLC0415 - models of other apps import this module

    return lay_first_pages()


def site_settings() -> "SiteSettings":
    """Name, postal address and contacts of the organisation that runs the site."""
    from content.pages.models import SiteSettings  # noqa: PLC0415 - models of other apps import this module

    settings: SiteSettings = SiteSettings.load()
    return settings
