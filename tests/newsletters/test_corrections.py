"""Corrections after sending: in the archive and the feed, dated, never in the mail."""

import json

import pytest
from django.utils import translation

from newsletters.lobbying import content_digest
from newsletters.rendering.document import render_issue
from tests.newsletters.factories import make_issue

pytestmark = pytest.mark.django_db


def correct(issue, *corrections: tuple[str, str]) -> None:
    raw = [{"type": "correction", "value": {"corrected_on": day, "text": text}} for day, text in corrections]
    issue.corrections = issue._meta.get_field("corrections").to_python(json.dumps(raw))
    issue.save_revision().publish()


def test_corrections_stand_above_the_issue_the_newest_first(client):
    issue = make_issue()
    issue.save_revision().publish()
    page = client.get(f"/newsletters/{issue.newsletter.slug}/first/").content.decode()
    assert "Correction" not in page
    correct(
        issue, ("2026-11-01", "<p>It was 36, not 63.</p>"), ("2026-11-20", "<p>The hearing is in <b>room 4</b>.</p>")
    )
    page = client.get(f"/newsletters/{issue.newsletter.slug}/first/").content.decode()
    assert "Corrections</h2>" in page
    assert page.index("room 4") < page.index("not 63") < page.index("Read on.")
    feed = client.get(f"/newsletters/{issue.newsletter.slug}/feed/").content.decode()
    assert feed.index("room 4") < feed.index("not 63") < feed.index("Read on.")
    assert "Correction, Nov. 20, 2026" in feed


def test_corrections_are_no_part_of_the_mail_or_of_what_was_approved():
    issue = make_issue()
    before = (render_issue(issue), content_digest(issue))
    correct(issue, ("2026-11-01", "<p>It was 36, not 63.</p>"))
    assert (render_issue(issue), content_digest(issue)) == before


def test_the_heading_is_known_in_spanish(db):
    with translation.override("es"):
        words = [translation.ngettext("Correction", "Corrections", count) for count in (1, 2)]
    assert words == ["Corrección", "Correcciones"]
