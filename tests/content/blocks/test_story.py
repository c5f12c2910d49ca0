"""The blocks: each can be previewed, shows what it was given, and refuses what would mislead or harm."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.test import Client

from content.blocks.link_blocks import LinkBlock, is_safe_address
from content.blocks.media_blocks import PictureBlock
from content.blocks.pathway_block import share_in_percent
from content.blocks.preloading import references_in
from content.blocks.story import StoryBlock
from content.evidence.api import fact_by_slug
from tests.content.factories import make_fact, make_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(StoryBlock().child_blocks))
def test_every_block_has_a_preview_and_a_description(name: str) -> None:
    make_fact("first")
    make_fact("second", value=None)
    block = StoryBlock().child_blocks[name]
    assert block.is_previewable, name
    assert block.get_description()
    value = block.get_preview_value()
    get_template(block.get_preview_template(value))
    if block.get_preview_template(value) == "wagtailcore/shared/block_preview.html":
        assert BeautifulSoup(block.render(value), "html.parser").get_text(strip=True)


def test_pathway_leaves_a_step_without_a_source_open(client: Client) -> None:
    cohort = make_fact("cohort", value=Decimal(38068), unit="patients", statement="Patients in the study")
    known = make_fact("known", value=Decimal("6.6"), statement="Patients without a biopsy")
    ratio = make_fact("ratio", value=Decimal(147), unit="per 503 with results", statement="Not treated")
    unknown = make_fact("unknown", value=None, statement="Results too late")
    page = make_page(
        body=[
            {
                "type": "pathway",
                "value": {
                    "heading": "Seven steps",
                    "introduction": "",
                    "start": {"name": "Enter", "fact": cohort.pk},
                    "steps": [
                        {"name": "Biopsy", "fact": known.pk},
                        {"name": "Turnaround", "fact": unknown.pk},
                        {"name": "Treatment", "fact": ratio.pk},
                    ],
                    "end": {"name": "Benefit", "fact": known.pk},
                    "remark": "",
                },
            }
        ]
    )
    tree = BeautifulSoup(client.get(page.url).content, "html.parser")
    steps = tree.select(".pathway__step")
    widths = [[bar["width"] for bar in step.select(".pathway__lost")] for step in steps]
    assert widths == [["6.600000"], [], ["29.2"]]
    assert "No figure yet" in steps[1].get_text()
    assert "38,068" in tree.select(".pathway")[0].get_text()
    rows = tree.select(".pathway table tbody tr")
    assert ["no figure yet" in row.get_text() for row in rows] == [False, True, False]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (Decimal("17.5"), "percent", Decimal("17.5")),
        (Decimal(497), "per 1000 patients", Decimal("49.7")),
        (Decimal(16), "of 46", Decimal("34.8")),
        (Decimal(5), "per 0", None),
        (Decimal(38068), "patients", None),
        (None, "percent", None),
    ],
)
def test_share_is_only_taken_from_what_the_unit_says(
    value: Decimal | None, unit: str, expected: Decimal | None
) -> None:
    make_fact("share", value=value, unit=unit)
    fact = fact_by_slug("share")
    assert fact is not None
    assert share_in_percent(fact) == expected


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//evil.example", "/\\evil.example", "data:text/html,x", "mailto:a@example.org", "/ x", ""],
)
def test_links_refuse_unsafe_addresses(address: str) -> None:
    assert not is_safe_address(address)
    block = LinkBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"page": None, "address": address, "label": "Go"}))


def test_a_stored_unsafe_address_is_not_shown(client: Client) -> None:
    button = {"page": None, "address": "javascript:alert(1)", "label": "Go"}
    value = {"heading": "Act", "text": "", "buttons": [button]}
    page = make_page(body=[{"type": "call_to_action", "value": value}])
    response = client.get(page.url)
    assert response.status_code == 200
    assert "<h2" in response.content.decode()
    assert "Go" not in response.content.decode().split("<main", 1)[1].split("</main>")[0]
    assert b"javascript" not in response.content


def test_a_picture_needs_words_or_the_mark_of_decoration() -> None:
    block = PictureBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"image": None, "alternative": "", "decorative": False, "caption": ""}))


def test_references_are_found_wherever_they_stand() -> None:
    raw = [
        {"type": "facts", "value": {"facts": [{"type": "item", "value": {"fact": 4, "remark": ""}}]}},
        {"type": "paragraph", "value": '<p><a id="7" linktype="fact"></a> <a linktype="page" id="9">x</a></p>'},
        {"type": "cards", "value": {"cards": [{"page": 11, "title": '<a linktype="other" id="1">'}]}},
    ]
    assert sorted(references_in(raw)) == [("fact", 4), ("fact", 7), ("page", 9), ("page", 11)]


def test_cards_show_the_summary_of_the_linked_page_and_leave_out_unpublished_ones(client: Client) -> None:
    shown = make_page("Shown", summary="What it is about")
    hidden = make_page("Hidden", summary="Nobody sees this")
    hidden.unpublish()
    cards = [{"page": page.pk, "title": "", "text": ""} for page in (shown, hidden)]
    page = make_page(body=[{"type": "cards", "value": {"heading": "", "introduction": "", "cards": cards}}])
    content = client.get(page.url).content.decode()
    assert "What it is about" in content
    assert "Nobody sees this" not in content


def test_text_cannot_break_out_of_its_block(client: Client) -> None:
    page = make_page(
        body=[
            {"type": "heading", "value": {"text": "<script>alert(1)</script>"}},
            {
                "type": "quote",
                "value": {
                    "quote": "<img onerror=x>",
                    "speaker": "A",
                    "role": "",
                    "source": "</figure>",
                    "source_url": "",
                },
            },
        ]
    )
    content = client.get(page.url).content.decode()
    assert "<script>alert" not in content
    assert "<img onerror" not in content
    assert "&lt;/figure&gt;" in content
