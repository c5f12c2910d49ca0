"""A chart in mail: picture and table, frozen as it was, and left out when it cannot be drawn."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from content.evidence.models import Chart
from content.evidence.versions import add_version, content_of
from newsletters.checks import check_issue
from newsletters.rendering.document import render_issue
from tests.content.evidence.test_charts import make_chart
from tests.newsletters.factories import make_archive, make_issue, set_postal_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def picture_in(html: str) -> str:
    image = BeautifulSoup(html, "html.parser").find("img")
    return urlsplit(str(image["src"])).path


def test_a_chart_is_a_picture_with_its_table_and_source(media):
    chart = make_chart()
    mail = render_issue(make_issue(body=[("chart", {"chart": chart.pk, "comment": "Two years of growth."})]))
    path = picture_in(mail.html)
    assert (media / path.removeprefix("/media/")).read_bytes().startswith(b"\x89PNG")
    image = BeautifulSoup(mail.html, "html.parser").find("img")
    assert "Approvals by year" in image["alt"]
    cells = [cell.get_text() for cell in BeautifulSoup(mail.html, "html.parser").select("table.figures td")]
    assert cells == ["16", "25", "no figure", "19"]
    for part in (mail.html, mail.text):
        assert "Two years of growth." in part
        assert f"/evidence/charts/{chart.slug}/" in part
    assert "- 2018: 25" in mail.text
    assert "- 2019: no figure" in mail.text


def test_the_picture_of_a_sent_mail_stays_when_a_figure_changes():
    chart = make_chart()
    issue = make_issue(body=[("chart", {"chart": chart.pk})])
    before = picture_in(render_issue(issue).html)
    assert picture_in(render_issue(issue).html) == before, "drawn once"
    fact = chart.points.first().fact
    content = content_of(fact.versions.latest("number"))
    add_version(fact, replace(content, value=content.value + 5), reason="Counted again.")
    assert picture_in(render_issue(issue).html) != before


def test_a_chart_that_is_gone_or_empty_stops_the_sending():
    set_postal_address()
    chart = make_chart()
    issue = make_issue(body=[("text", {"text": "<p>x</p>"}), ("chart", {"chart": chart.pk})], preheader="Inside")
    assert check_issue(issue) == []
    chart.points.all().delete()
    Chart.objects.filter(pk=chart.pk).update(table=None)
    assert [finding.code for finding in check_issue(issue)] == ["chart-missing"]
    Chart.objects.all().delete()
    fresh = type(issue).objects.get(pk=issue.pk)
    assert "chart-missing" in [finding.code for finding in check_issue(fresh)]


def test_a_chart_stands_on_the_archive_page(client):
    chart = make_chart()
    issue = make_issue(make_archive(), body=[("chart", {"chart": chart.pk})])
    assert "<svg" in issue.body_for_the_web()
