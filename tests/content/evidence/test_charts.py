"""Charts of the registry: from facts or a file, with every form of them, and what is refused."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale

from content.api import charts_by_id
from content.evidence.chart_tables import ChartFileError, read_chart_file
from content.evidence.models import Chart, ChartPoint
from content.evidence.versions import add_version, content_of
from tests.content.factories import SourceFactory, make_fact, make_page
from tests.content.staff import staff_client


def make_chart(**fields: Any) -> Chart:
    chart = Chart.objects.create(
        **{
            "locale": Locale.objects.get(language_code="en"),
            "slug": "approvals",
            "title": "Approvals by year",
            "kind": "bar",
            "unit": "approvals",
            "description": "More in 2018.",
            "category_heading": "Year",
        }
        | fields
    )
    for year, value in (("2017", 16), ("2018", 25), ("2020", 19)):
        fact = make_fact(f"approvals-{year}", value=Decimal(value), unit="approvals", period=year)
        ChartPoint.objects.create(chart=chart, fact=fact)
    return chart


@pytest.mark.parametrize(
    "text",
    ["Year,Letters,Calls\n2020,1,2\n2021,,3.5\n", "Year;Letters;Calls\n2020;1;2\n2021;-;3.5\n",
     "\ufeffYear\tLetters\tCalls\r\n2020\t1\t2\r\n\r\n2021\tn/a\t3.5\r\n"],
)  # fmt: skip
def test_a_file_with_any_one_separator_is_read(text: str) -> None:
    assert read_chart_file(text.encode()) == {
        "columns": ["Year", "Letters", "Calls"],
        "rows": [["2020", "1", "2"], ["2021", None, "3.5"]],
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"Year,a\n", "at least one line of figures"),
        (b"Year\n2020\n", "two to 12 columns"),
        (b"Year;a,b\n2020;1,2\n", "first line mixes separators .comma, semicolon."),
        (b"Year,a\n2020;1\n", "Line 2 uses another separator .semicolon."),
        (b"Year,a\n2020,1,2\n", "Line 2 has 3 cells, the first line has 2"),
        (b"Year,a\n2020,=1+1\n", "Line 2 holds a spreadsheet formula"),
        (b"Year,a\n2020,many\n", "Line 2, column .a.: .many. is not a number"),
        (b"Year;a\n2020;12,5\n", "is not a number"),
        (b"Year,a\n2020,1\n2020,2\n", "Line 3: .2020. stands in the file twice"),
        (b"Year,a\n,1\n", "Line 2 does not say which category"),
        (b"Year,a,a\n2020,1,2\n", "stands in the first line twice"),
        (b'Year,a\n"2020,1\n', "Line 2 is not valid CSV"),
        (b"Year,a\n" + b"".join(b"%d,1\n" % number for number in range(100_000)), "more than 200 rows"),
        (b"Year,a\n" + b"x" * 1_000_000, "larger than one megabyte"),
    ],
)
def test_a_file_that_is_no_chart_is_explained(data: bytes, message: str) -> None:
    with pytest.raises(ChartFileError, match=message):
        read_chart_file(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        table = read_chart_file(b"Year,a\n" + data)
    except ChartFileError:
        return
    assert all(len(row) == 2 for row in table["rows"])


@pytest.mark.django_db
class TestShowing:
    def test_every_form_shows_the_same_figures_with_gaps(self, client: Client) -> None:
        chart = make_chart()
        tree = BeautifulSoup(client.get(chart.get_absolute_url()).content, "html.parser")
        rows = [[cell.get_text() for cell in row.select("th,td")] for row in tree.select("table tbody tr")]
        assert rows == [["2017", "16"], ["2018", "25"], ["2019", "no figure"], ["2020", "19"]]
        assert "No source at hand gives a figure for: 2019." in tree.get_text()
        assert len(tree.select("svg[role=img]")) == 2
        assert client.get("/evidence/charts/approvals.csv").content.decode().splitlines()[3] == "2019,"
        svg = client.get("/evidence/charts/approvals.svg")
        assert svg["Content-Type"].startswith("image/svg+xml")
        assert "sha256-" in svg["Content-Security-Policy"]
        assert client.get("/evidence/charts/approvals.png").content.startswith(b"\x89PNG")
        for name in ("no-such/", "no-such.png", "no-such.csv", "no-such.svg", "no-such/embed/"):
            assert client.get(f"/evidence/charts/{name}").status_code == 404

    def test_only_the_embed_may_stand_in_frames_of_others(self, client: Client) -> None:
        chart = make_chart()
        embed = client.get(f"{chart.get_absolute_url()}embed/")
        assert "frame-ancestors *" in embed["Content-Security-Policy"]
        assert "X-Frame-Options" not in embed
        assert "script-src 'self'" in embed["Content-Security-Policy"]
        assert b"Cite as:" in embed.content
        page = client.get(chart.get_absolute_url())
        assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
        assert page["X-Frame-Options"] == "SAMEORIGIN"

    def test_one_edit_of_a_fact_changes_the_chart(self) -> None:
        chart = make_chart()
        before = charts_by_id([chart.pk])[chart.pk]
        fact = chart.points.first().fact
        changed = content_of(fact.current)
        add_version(fact, type(changed)(**{**changed.__dict__, "value": Decimal(17)}), reason="Recount")
        after = charts_by_id([chart.pk])[chart.pk]
        assert before.rows[0] == ("2017", ["16"])
        assert after.rows[0] == ("2017", ["17"])
        assert before.png() != after.png()

    def test_it_speaks_the_visitors_language(self, client: Client) -> None:
        chart = make_chart()
        spanish = chart.copy_for_translation(Locale.objects.get(language_code="es"))
        spanish.title = "Aprobaciones por año"
        spanish.save()
        with override("es"):
            shown = charts_by_id([chart.pk])[chart.pk]
        assert (shown.content.title, shown.rows[1]) == ("Aprobaciones por año", ("2018", ["25"]))
        assert shown.url == "/es/evidence/charts/approvals/"
        assert shown.png_url.endswith("/es/evidence/charts/approvals.png")
        assert "Aprobaciones por año" in client.get("/es/evidence/charts/approvals/").content.decode()

    def test_ten_chart_blocks_cost_no_more_queries_than_one(
        self, client: Client, django_assert_max_num_queries: Callable[[int], Any]
    ) -> None:
        chart = make_chart()
        block = {"type": "chart", "value": {"chart": chart.pk}}
        one, ten = make_page("One", body=[block]), make_page("Ten", body=[block] * 10)
        client.get(one.url)
        with django_assert_max_num_queries(100) as first:
            client.get(one.url)
        with django_assert_max_num_queries(len(first)):
            response = client.get(ten.url)
        assert response.content.decode().count('<figure class="chart"') == 10


@pytest.mark.django_db
class TestEditing:
    def answers(self, **changes: Any) -> dict[str, Any]:
        data: dict[str, Any] = {
            "title": "Letters by year",
            "slug": "letters",
            "kind": "line",
            "unit": "letters",
            "category_heading": "Year",
            "description": "Rising.",
            "source": SourceFactory().pk,
            "points-TOTAL_FORMS": 0,
            "points-INITIAL_FORMS": 0,
            "points-MIN_NUM_FORMS": 0,
            "points-MAX_NUM_FORMS": 1000,
        }
        return data | changes

    def post(self, **changes: Any) -> Any:
        return staff_client(superuser=True).post(reverse("wagtailsnippets_evidence_chart:add"), self.answers(**changes))

    def test_a_file_becomes_a_chart(self, client: Client) -> None:
        response = self.post(file=SimpleUploadedFile("letters.csv", b"Year,Letters\n2020,1\n2022,3\n"))
        assert response.status_code == 302
        assert client.get("/evidence/charts/letters.csv").content == b"Year,Letters\r\n2020,1\r\n2021,\r\n2022,3\r\n"

    def test_facts_become_a_chart(self) -> None:
        fact = make_fact(period="2020")
        points = {"points-TOTAL_FORMS": 1, "points-0-fact": fact.pk, "points-0-ORDER": 1}
        assert self.post(**points).status_code == 302
        assert Chart.objects.get().points.get().fact == fact

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({}, "Choose facts, or upload a CSV file"),
            ({"source": "", "file": b"Year,a\n2020,1\n"}, "Name the source of the uploaded figures"),
            ({"kind": "stacked", "file": b"Year,a,b\n2020,1,-1\n"}, "Negative figures cannot be stacked"),
            ({"file": b"Year,a\n2020,=1\n"}, "spreadsheet formula"),
        ],
    )
    def test_what_cannot_be_drawn_is_refused_in_words(self, changes: dict[str, Any], message: str) -> None:
        if "file" in changes:
            changes = changes | {"file": SimpleUploadedFile("a.csv", changes["file"])}
        response = self.post(**changes)
        assert response.status_code == 200
        assert message in response.content.decode()
        assert not Chart.objects.exists()
