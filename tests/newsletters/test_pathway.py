"""A pathway in a mail: a picture with words, every figure as text, and a link to the sliders."""

from decimal import Decimal
from typing import Any

import pytest

from content.pages.models import StandardPage
from newsletters.blocks.pathway import PathwayMailBlock
from newsletters.site_addresses import page_address
from tests.content.factories import make_fact, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> StandardPage:
    before = make_fact("before", value=Decimal(497), unit="per 1000 patients")
    after = make_fact("after", value=Decimal(147), unit="per 503 with results")
    step = {"name": "Step", "fact": before}
    pathway = {
        "heading": "Where patients are lost",
        "introduction": "",
        "start": {"name": "patients", "fact": before},
        "steps": [step, step],
        "end": {"name": "of them benefit", "fact": after},
        "remark": "",
        "stages": [{"name": "Result", "fact": before}, {"name": "Treatment", "fact": after}],
    }
    return make_page("Pathway", body=[("pathway", pathway)])


def value_for(page: Any) -> Any:
    return PathwayMailBlock().normalize({"page": page, "comment": "", "link_label": "Try it"})


def test_the_mail_shows_a_picture_with_size_and_words(page: StandardPage) -> None:
    html = PathwayMailBlock().mail_html(value_for(page))
    assert ".png" in html
    assert 'width="552"' in html
    assert 'height="0"' not in html
    assert "Result: 497 lost, 503 remain; Treatment: 147 lost, 356 remain; 356 of them benefit." in html
    assert "<script" not in html
    assert f'href="{page_address(page)}"' in html


def test_the_plain_text_holds_every_figure_and_the_sources(page: StandardPage) -> None:
    text = PathwayMailBlock().plain_text(value_for(page))
    assert "- Result: 497 lost, 503 remain\n- Treatment: 147 lost, 356 remain\n356 of them benefit." in text
    assert text.count("Source: ") == 2
    assert text.endswith(page_address(page))


def test_a_page_without_a_pathway_or_unpublished_is_named_as_a_problem(page: StandardPage) -> None:
    block = PathwayMailBlock()
    assert block.problems(value_for(page)) == []
    page.unpublish()
    for wrong in (StandardPage.objects.get(pk=page.pk), make_page("Without"), None):
        (problem,) = block.problems(value_for(wrong))
        assert problem.stops
        assert block.mail_html(value_for(wrong)).strip() == ""
        assert block.plain_text(value_for(wrong)) == ""
