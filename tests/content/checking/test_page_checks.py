"""What the checks find on a page, in the words an editor reads."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from content.checking.findings import Check
from content.checking.page_checks import check_page
from content.evidence.models import Fact, FactConflict
from content.media.models import SiteImage
from content.pages.models import StandardPage
from tests.content.factories import make_fact, make_page

pytestmark = pytest.mark.django_db


def paragraph(html: str) -> tuple[str, str]:
    return ("paragraph", html)


def cite(fact: Fact) -> str:
    return f'<a linktype="fact" id="{fact.pk}"></a>'


def found(check: Check, *body: Any, **fields: Any) -> list[str]:
    page = make_page(body=list(body), **fields)
    return [str(finding) for finding in check_page(page) if finding.check == check]


class TestFigures:
    def test_a_typed_figure_is_named_with_its_block(self) -> None:
        (message,) = found(Check.FIGURES, paragraph("<p>First.</p>"), paragraph("<p>Only 12 percent were told.</p>"))
        assert message.startswith("Block 2 (Text): “12 percent” is typed in.")
        assert "Add it to Evidence" in message

    def test_the_fact_that_says_it_already_is_offered(self) -> None:
        make_fact(statement="Patients who benefitted", value=Decimal(36), unit="percent")
        (message,) = found(Check.FIGURES, paragraph("<p>Only 36 % benefit.</p>"))
        assert "choose the fact “Patients who benefitted”" in message

    def test_another_unit_is_another_fact(self) -> None:
        make_fact(value=Decimal(36), unit="patients")
        (message,) = found(Check.FIGURES, paragraph("<p>Only 36 % benefit.</p>"))
        assert "choose the fact" not in message

    def test_a_cited_fact_is_no_typed_figure(self) -> None:
        fact = make_fact()
        assert not found(Check.FIGURES, paragraph(f"<p>Only {cite(fact)} benefit.</p>"), ("fact", {"fact": fact}))

    def test_a_summary_cannot_cite_and_says_so(self) -> None:
        (message,) = found(Check.FIGURES, summary="Only 36 percent benefit.")
        assert message.startswith("Summary: “36 percent”")
        assert "cannot cite a fact" in message

    def test_a_quotation_answers_for_its_own_figures(self) -> None:
        quote = {"quote": "Only 36 percent benefit.", "speaker": "A. Example", "source": "Example Review, 2024"}
        assert not found(Check.FIGURES, ("quote", quote))


class TestFacts:
    def test_a_fact_past_its_review(self) -> None:
        fact = make_fact()
        Fact.objects.filter(pk=fact.pk).update(review_by=timezone.localdate() - timedelta(days=1))
        (message,) = found(Check.REVIEW, paragraph(f"<p>{cite(fact)}</p>"))
        assert "should have been reviewed by" in message

    def test_a_fact_due_today_is_not_past_it(self) -> None:
        fact = make_fact()
        Fact.objects.filter(pk=fact.pk).update(review_by=timezone.localdate())
        assert not found(Check.REVIEW, paragraph(f"<p>{cite(fact)}</p>"))

    def test_a_replaced_fact_and_the_one_to_cite(self) -> None:
        old, new = make_fact("old"), make_fact("new", statement="Better count")
        Fact.objects.filter(pk=old.pk).update(replaced_by=new)
        (message,) = found(Check.REVIEW, ("fact", {"fact": old}))
        assert "Cite “Better count” instead." in message

    def test_an_open_fact_and_one_that_is_gone(self) -> None:
        fact = make_fact(value=None)
        open_one, gone = found(Check.REVIEW, paragraph(f'<p>{cite(fact)} <a linktype="fact" id="987654"></a></p>'))
        assert "no source gives a figure" in open_one
        assert "does not exist any more" in gone

    def test_two_contradicting_facts_on_one_page(self) -> None:
        one = make_fact("one", statement="Patients in the cohort", value=Decimal(38068), unit="patients")
        two = make_fact("two", statement="The same cohort", value=Decimal(32224), unit="patients")
        FactConflict.objects.create(first=one, second=two, explanation="The paper's text and its table differ.")
        (message,) = found(Check.CONFLICTS, paragraph(f"<p>{cite(one)} or {cite(two)}</p>"))
        assert "given as 38,068 and as 32,224 on this page" in message
        assert "The paper's text and its table differ." in message

    def test_a_conflict_with_a_fact_that_stands_elsewhere(self) -> None:
        one, two = make_fact("one"), make_fact("two", value=Decimal(40))
        FactConflict.objects.create(first=two, second=one, explanation="They differ.")
        (message,) = found(Check.CONFLICTS, paragraph(f"<p>{cite(one)}</p>"))
        assert "given as 36 percent here; another source says 40 percent" in message

    def test_a_suspected_conflict_and_a_resolved_one(self) -> None:
        same = {"unit": "patients", "population": "US patients", "period": "2019"}
        one, two = make_fact("one", value=Decimal(5), **same), make_fact("two", value=Decimal(6), **same)
        body = paragraph(f"<p>{cite(one)} {cite(two)}</p>")
        assert len(found(Check.CONFLICTS, body)) == 1
        FactConflict.objects.create(first=one, second=two, explanation="x", resolution="The later one counts.")
        assert not found(Check.CONFLICTS, body, title="Another")


class TestHeadings:
    def test_a_level_left_out(self) -> None:
        (message,) = found(Check.HEADINGS, ("heading", {"text": "Part"}), paragraph("<h4>Detail</h4><p>Words.</p>"))
        assert "“Detail” has level 4, but the one before it has level 2" in message

    def test_an_outline_in_order_is_fine_and_may_climb(self) -> None:
        parts = [("heading", {"text": "A"}), paragraph("<h3>B</h3><h4>C</h4>"), ("heading", {"text": "D"})]
        assert not found(Check.HEADINGS, *parts)

    def test_an_empty_heading(self) -> None:
        (message,) = found(Check.HEADINGS, ("heading", {"text": "A"}), paragraph("<h3> </h3><p>Words.</p>"))
        assert "a heading is empty" in message


class TestLinks:
    def test_a_page_that_was_deleted(self) -> None:
        (message,) = found(Check.LINKS, paragraph('<p><a linktype="page" id="987654">The plan</a></p>'))
        assert "“The plan” leads nowhere" in message

    def test_a_page_that_is_not_published(self) -> None:
        draft = make_page("Draft")
        draft.unpublish()
        (message,) = found(Check.LINKS, paragraph(f'<p><a linktype="page" id="{draft.pk}">See it</a></p>'))
        assert "leads to “Draft”, which is not published" in message

    def test_links_without_words_and_with_vague_ones(self) -> None:
        html = '<p><a href="https://example.org/a"> </a> <a href="https://example.org/b">Click here</a></p>'
        wordless, vague = found(Check.LINKS, paragraph(html))
        assert "https://example.org/a has no words" in wordless
        assert "“Click here” does not say where it leads" in vague

    def test_a_good_link(self) -> None:
        assert not found(Check.LINKS, paragraph('<p><a href="https://example.org/">The example</a></p>'))


class TestPictures:
    @pytest.mark.parametrize(("words", "count"), [("", 1), ("IMG_2041.JPG", 1), ("A nurse labels a sample", 0)])
    def test_words_for_a_picture(self, words: str, count: int) -> None:
        image = SiteImage.objects.create(title="Sample", file=get_test_image_file())
        assert len(found(Check.PICTURES, ("picture", {"image": image, "alternative": words}))) == count

    def test_decoration_needs_none(self) -> None:
        image = SiteImage.objects.create(title="Sample", file=get_test_image_file())
        assert not found(Check.PICTURES, ("picture", {"image": image, "alternative": "", "decorative": True}))


def test_a_block_that_cannot_be_shown_is_named_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_page(body=[paragraph("<p>Words.</p>")])

    def fail(*_arguments: Any, **_options: Any) -> str:
        raise AttributeError("gone")

    monkeypatch.setattr("wagtail.blocks.stream_block.StreamValue.StreamChild.render", fail)
    assert [str(finding) for finding in check_page(page) if finding.check == Check.LINKS] == [
        "Block 1 (Text): the block cannot be shown. Something it refers to is missing. Choose it again."
    ]


def test_costs_the_same_queries_however_many_blocks(django_assert_max_num_queries: Callable[..., Any]) -> None:
    facts = [make_fact(f"fact-{number}") for number in range(20)]
    body = [paragraph(f"<p>{cite(fact)} and 12 percent</p>") for fact in facts]
    page = StandardPage.objects.get(pk=make_page(body=body * 3).pk)
    with django_assert_max_num_queries(12):
        assert len(check_page(page)) == 60
