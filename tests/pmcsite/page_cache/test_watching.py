"""Every table that public pages show is watched, and nothing that tells about people is."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from wagtail.models import Page, Site

from content.evidence.models import Fact
from members.models import Member, Organisation
from pmcsite.page_cache import recording, triggers
from pmcsite.page_cache.purging import UnwatchedError
from pmcsite.page_cache.triggers import watched_models, watched_tables
from tests.content.factories import make_article, make_fact, make_news, make_page
from tests.content.library.factories import make_publication, make_publications, make_topic

# Read for counts of people or by the frame; such pages are made again every minute.
SHOWN_FOR_A_MINUTE = {
    "campaigns_participation",
    "auth_group",
    "education_certificate",
    "newsletters_subscription",
    "wagtailsearchpromotions_searchpromotion",
}


def test_every_kind_of_page_is_watched_with_all_that_belongs_to_it():
    """What editors fill in with a page: its own tables, and those of the rows inside it."""
    shown = {model for model in apps.get_models() if issubclass(model, Page)}
    inside = {
        relation.related_model
        for page in shown
        for relation in page._meta.related_objects
        if relation.field.__class__.__name__ == "ParentalKey"
    }
    shown |= {field.related_model for page in shown for field in page._meta.many_to_many} | inside
    tables = {model._meta.db_table for model in shown if not model._meta.proxy}
    personal = {"wagtailcore_comment", "wagtailcore_pagesubscription"}

    assert tables - personal - watched_tables() == set()


def test_no_record_of_a_person_gets_into_the_log():
    names = {model._meta.label for model in watched_models()}

    assert not names & {"members.Member", "members.Consent", "campaigns.Participation", "education.Learner"}
    assert not {name for name in names if name.split(".")[0] in {"delivery", "outreach", "auth", "sessions", "mfa"}}
    # Who represents an organisation is a member's number, not a name; its public entry is what pages show.
    assert Organisation in set(watched_models())
    assert Member not in set(watched_models())


@pytest.fixture
def unwatched_reads(monkeypatch):
    """The tables without trigger that were read while pages were made."""
    found = set()
    add = recording.Recorder.add

    def look(self, dependencies):
        dependencies = list(dependencies)
        if self.is_open:
            found.update(one.table for one in dependencies)
        add(self, dependencies)

    monkeypatch.setattr(recording.Recorder, "add", look)
    return found


def test_public_pages_read_watched_tables_only(host, unwatched_reads):
    fact = make_fact("figure")
    make_page("Citing", body=[{"type": "paragraph", "value": f'<p><a linktype="fact" id="{fact.pk}"></a></p>'}])
    make_article(make_news(), "Article", topics=[make_topic("Biomarkers")])
    make_publication(make_publications(), "Report", topics=[make_topic("Coverage")])
    host.purge()
    for path in (
        *("/", "/citing/", "/news/", "/news/article/", "/evidence/facts/figure/", "/feed/", "/sitemap.xml"),
        *("/publications/", "/publications/report/", "/topics/"),
    ):
        assert host.get(path).status == 200, path

    assert "wagtailcore_page" in unwatched_reads
    assert unwatched_reads - watched_tables() - recording._NEVER_SHOWN - SHOWN_FOR_A_MINUTE == set()


def test_a_query_that_cannot_be_followed_shortens_the_time(host):
    make_fact("figure")
    kept_for = []
    for query in (
        Fact.objects.annotate(one=RawSQL("1", ())),
        Fact.objects.extra(where=["true"]),
        Member.objects.filter(Q(email="x")),
    ):
        with recording.recording() as recorder, connection.execute_wrapper(recorder.count):
            recorder.open()
            list(query)
            recorder.finish()
        kept_for.append(recorder.expires_at)
    with recording.recording() as recorder, connection.execute_wrapper(recorder.count):
        recorder.open()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM wagtailcore_page")
        recorder.finish()
    kept_for.append(recorder.expires_at)
    with recording.recording() as recorder, connection.execute_wrapper(recorder.count):
        recorder.open()
        list(Site.objects.all())
        recorder.finish()

    assert None not in kept_for
    assert recorder.expires_at is None


def test_nothing_is_kept_while_changes_are_not_noted(host):
    make_page("Kept")
    host.keep("/kept/")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP TRIGGER {triggers.TRIGGER} ON wagtailcore_page")
        with pytest.raises(UnwatchedError, match="wagtailcore_page among them"):
            host.purger.check_triggers(cursor)

    assert [host.get("/kept/").how for _time in range(2)] == ["", ""]
    assert not list(host.store.public.rglob("*.html"))
