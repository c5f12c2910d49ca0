"""The PDF engine: accessible documents whose data can do nothing but be shown."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from content.pdf.rendering import PdfError, printable, render_pdf
from content.pdf.rich_text import rich_text_nodes

CREATED_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def plan(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": "A plan",
        "organisation": "Example Coalition",
        "language": "en",
        "summary": "",
        "notice": "",
        "story": [],
        "pillars": [],
        "url": "https://www.example.org/plan/",
        "words": {"history": "history", "links": "links", "address": "Address:"},
    }
    return data | changes


def read(document: bytes) -> PdfReader:
    return PdfReader(BytesIO(document))


def text_of(document: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(document).pages)


def render(**changes: Any) -> bytes:
    return render_pdf("plans/strategic_plan.typ", plan(**changes), created_at=CREATED_AT)


def test_is_tagged_titled_and_in_its_language() -> None:
    document = read(render(title="Un plan", language="es"))
    root: Any = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "es"
    assert document.metadata is not None
    assert document.metadata.title == "Un plan"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_fonts_are_embedded_and_come_from_the_packages() -> None:
    fonts: dict[str, bool] = {}
    for page in read(render(summary="A summary")).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            fonts[str(descriptor["/FontName"])] = any(key.startswith("/FontFile") for key in descriptor)
    assert fonts
    assert all(fonts.values())
    assert all("SourceS" in name.replace(" ", "") for name in fonts)


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        '#eval("1 + 1")',
        "$x^2$ *bold* _emphasis_ `code`",
        "= heading\n- list\n/ term: x",
        '"); #panic("x") //',
        "<script>alert(1)</script> \\ #let x = 1",
    ],
)
def test_data_is_shown_as_it_is_and_never_run(hostile: str) -> None:
    shown = text_of(render(summary=hostile)).split()
    assert [word for word in hostile.split() if word not in shown] == []


def test_the_same_data_gives_the_same_bytes() -> None:
    assert render() == render()


@given(st.text(max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_text_makes_a_document(text: str) -> None:
    assert len(read(render(title="Plan " + text, summary=text)).pages) == 1


def test_unknown_characters_become_question_marks_and_controls_vanish() -> None:
    assert printable("a\x00b\u202ec 漢 é") == "abc ? é"
    assert printable({"list": ["\U0001f600", 3, None, True]}) == {"list": ["?", 3, None, True]}


@pytest.mark.parametrize("name", ["plans/nothing.typ", "nowhere/x.typ", "plans/../../pdf/typst/frame.typ", "plans/x"])
def test_a_template_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(PdfError, match="there is no"):
        render_pdf(name, {})


def test_a_mistake_in_the_data_names_the_template() -> None:
    with pytest.raises(PdfError, match=r"plans/strategic_plan\.typ"):
        render_pdf("plans/strategic_plan.typ", {"title": "Only a title"})


def test_rich_text_becomes_plain_nodes() -> None:
    nodes = rich_text_nodes(
        '<h3>Why</h3><p>Plain <b>strong</b> <a href="https://example.org">link</a> '
        '<a href="javascript:alert(1)">bad</a></p><ul><li>One</li></ul><ol><li><i>Two</i></li></ol><script>x</script>'
    )
    assert [(node["kind"], node["ordered"]) for node in nodes] == [
        ("heading", False),
        ("paragraph", False),
        ("item", False),
        ("item", True),
    ]
    runs = {run["text"]: run for run in nodes[1]["runs"]}
    assert runs["strong"]["strong"]
    assert runs["link"]["url"] == "https://example.org"
    assert runs["bad"]["url"] == ""
    assert nodes[3]["runs"][0]["emphasis"]


@given(st.text(alphabet="<>/abip \"'=&;#ulol", max_size=120))
def test_any_html_becomes_nodes_with_text(html: str) -> None:
    for node in rich_text_nodes(html):
        assert any(run["text"].strip() for run in node["runs"])
