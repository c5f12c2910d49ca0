"""Fact references in the rich text editor and in what it stores."""

import json

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex

from content.api import RICH_TEXT_FEATURES, expand_facts, fact_text
from content.evidence.models import Fact
from tests.content.factories import make_fact, make_page

pytestmark = pytest.mark.django_db


def test_the_editor_shows_the_figure_and_stores_only_the_reference() -> None:
    fact = make_fact()
    converter = ContentstateConverter(features=RICH_TEXT_FEATURES)
    stored = f'<p data-block-key="a">Only <a linktype="fact" id="{fact.pk}"></a> of them.</p>'
    state = json.loads(converter.from_database_format(stored))
    assert state["blocks"][0]["text"] == "Only 36 percent of them."
    assert state["entityMap"]["0"]["type"] == "FACT"
    assert state["entityMap"]["0"]["mutability"] == "IMMUTABLE"
    assert state["blocks"][0]["entityRanges"] == [{"key": 0, "offset": 5, "length": 10}]
    again = converter.to_database_format(json.dumps(state))
    assert "36" not in again
    assert f'<a linktype="fact" id="{fact.pk}"></a> of them.' in again


def test_a_reference_to_a_fact_that_is_gone_survives_the_editor() -> None:
    converter = ContentstateConverter(features=RICH_TEXT_FEATURES)
    state = converter.from_database_format('<p>Only <a linktype="fact" id="999999"></a>.</p>')
    assert 'id="999999"' in converter.to_database_format(state)


def test_expansion_shows_figure_source_and_address() -> None:
    fact = make_fact()
    html = expand_facts(f'<p>Only <a linktype="fact" id="{fact.pk}"></a>.</p>')
    assert ">36 percent</a>" in html
    assert 'href="/evidence/facts/example-fact/"' in html
    source = fact.current.source.title if fact.current and fact.current.source else ""
    assert source in html
    with override("es"):
        assert ">36 por ciento</a>" in expand_facts(f'<a linktype="fact" id="{fact.pk}"></a>')


@pytest.mark.parametrize("identifier", ["", "x", "9" * 40, "-1", "١"])
def test_expansion_survives_nonsense(identifier: str) -> None:
    assert expand_facts(f'<p><a linktype="fact" id="{identifier}"></a></p>') == "<p><a></a></p>"


def test_a_statement_cannot_inject_html() -> None:
    fact = make_fact(display='"><script>alert(1)</script>')
    html = expand_facts(f'<a linktype="fact" id="{fact.pk}"></a>')
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>" not in html


def test_plain_text_carries_figure_and_source() -> None:
    fact = make_fact()
    assert fact.current is not None
    assert fact.current.source is not None
    assert fact_text("example-fact") == f"36 percent ({fact.current.source.title})"
    assert fact_text("no-such-fact") == ""
    make_fact("open-fact", value=None)
    assert fact_text("open-fact") == "no figure yet"


def test_usage_of_a_fact_is_indexed() -> None:
    fact = make_fact()
    page = make_page(
        body=[
            {"type": "paragraph", "value": f'<p><a linktype="fact" id="{fact.pk}"></a></p>'},
            {"type": "fact", "value": {"fact": fact.pk, "remark": ""}},
        ]
    )
    ReferenceIndex.create_or_update_for_object(page)
    paths = ReferenceIndex.get_references_to(fact).values_list("model_path", flat=True)
    assert {path.split(".")[1] for path in paths} == {"paragraph", "fact"}


def test_one_edit_changes_every_page(client: Client, django_assert_max_num_queries: object) -> None:
    from decimal import Decimal

    from content.evidence.versions import add_version, content_of

    fact = make_fact()
    page = make_page(body=[{"type": "paragraph", "value": f'<p><a linktype="fact" id="{fact.pk}"></a></p>'}])
    assert b">36 percent</a>" in client.get(page.url).content
    assert fact.current is not None
    content = content_of(fact.current)
    changed = type(content)(**{**content.__dict__, "value": Decimal(37)})
    add_version(fact, changed, reason="A newer count")
    assert b">37 percent</a>" in client.get(page.url).content
    assert Fact.objects.get().current.number == 2  # type: ignore[union-attr]  # it has one
