"""The style page shows every block and every drawing: what is registered is compared with what it shows."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from content.api import StoryBlock
from pmcsite.face.shown_blocks import registered_blocks
from pmcsite.face.styleguide import ILLUSTRATIONS

pytestmark = pytest.mark.django_db


def test_every_registered_block_is_shown_once(admin_client: Client) -> None:
    page = BeautifulSoup(admin_client.get("/styleguide/").content, "html.parser")
    shown = [str(article["data-block"]) for article in page.select("#blocks [data-block]")]

    assert sorted(shown) == sorted(name for name, _block in registered_blocks())
    assert len(shown) == len(set(shown))
    classes = {type(block) for _name, block in registered_blocks()}
    assert {type(block) for block in StoryBlock().child_blocks.values()} <= classes


def test_blocks_with_words_of_their_own_have_an_example(admin_client: Client) -> None:
    page = BeautifulSoup(admin_client.get("/styleguide/").content, "html.parser")
    by_label = {article.h3.get_text(): article for article in page.select("#blocks [data-block]")}

    for label in ("Quotation", "Notice", "Table", "Call to action", "Questions and answers"):
        assert by_label[label].select_one(".story"), label
    assert by_label["Film"].select_one(".empty-state")


def test_every_drawing_is_shown() -> None:
    folder = Path(settings.BASE_DIR) / "pmcsite/templates/illustrations"

    assert {path.stem for path in folder.glob("*.html")} == set(ILLUSTRATIONS)
