"""Imports that staff order, and what becomes of them."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg import connect

from advocacy.legislators.admin_forms import CommitteeForm, ImportForm
from advocacy.legislators.importing import runs
from advocacy.legislators.importing.fictional import import_fictional_legislature
from advocacy.legislators.importing.problems import ImportRefusedError
from advocacy.legislators.importing.queued import heal, order_import, order_refresh, perform
from advocacy.legislators.models import Committee, ImportRun, Person
from tests.advocacy.legislators.public_data import CONGRESS, needs_public_data


@needs_public_data
@pytest.mark.django_db
def test_an_ordered_import_is_carried_out_once():
    run = order_import("congress", str(CONGRESS))
    assert perform(run.pk).status == ImportRun.Status.SUCCEEDED
    assert perform(run.pk) is None
    run.refresh_from_db()
    assert run.counts["people"]["added"] == 537
    assert ImportRun.objects.count() == 1


@pytest.mark.django_db
def test_an_ordered_import_that_is_refused_says_why(tmp_path):
    run = order_import("congress", str(tmp_path / "nothing"))
    assert perform(run.pk).status == ImportRun.Status.REFUSED
    run.refresh_from_db()
    assert "does not exist" in run.message
    assert run.finished_at is not None


@pytest.mark.django_db
def test_a_lost_import_is_closed_and_a_waiting_one_rung_for(django_capture_on_commit_callbacks):
    long_ago = timezone.now() - timedelta(hours=1)
    lost = ImportRun.objects.create(source="congress", location="x", status="running")
    waiting = order_import("congress", "x")
    fresh = ImportRun.objects.create(source="congress", location="x", status="running")
    ImportRun.objects.filter(pk__in=[lost.pk, waiting.pk]).update(started_at=long_ago)
    with django_capture_on_commit_callbacks() as callbacks:
        assert heal() == (1, 1)
    assert len(callbacks) == 1
    lost.refresh_from_db()
    fresh.refresh_from_db()
    assert (lost.status, fresh.status) == ("failed", "running")


@pytest.mark.django_db
def test_the_weekly_refresh_orders_only_configured_addresses(settings):
    settings.CONGRESS_SOURCE, settings.STATE_LEGISLATORS_SOURCE = "https://example.org/congress/", None
    assert [(run.source, run.location) for run in order_refresh()] == [("congress", "https://example.org/congress/")]


@pytest.mark.django_db
def test_two_imports_at_once_are_kept_apart():
    parameters = connection.get_connection_params()
    keys = ("host", "port", "user", "password", "dbname")
    with connect(**{key: parameters[key] for key in keys if parameters.get(key)}) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [runs._LOCK])
        with pytest.raises(ImportRefusedError, match="Another import is running"):
            import_fictional_legislature()
        other.execute("SELECT pg_advisory_unlock(%s)", [runs._LOCK])
    assert Person.objects.count() == 0
    assert import_fictional_legislature().status == ImportRun.Status.SUCCEEDED


@pytest.mark.django_db
def test_an_older_file_than_the_last_is_refused():
    import_fictional_legislature()
    ImportRun.objects.update(vintage=timezone.localdate())
    run = ImportRun(source="fictional", location="old", vintage=timezone.localdate() - timedelta(days=1))
    prepared = runs.Prepared(lambda _moment, _tally: None)
    with pytest.raises(ImportRefusedError, match="which is later"), transaction.atomic():
        runs._write(run, prepared, runs.Order())


@pytest.mark.django_db
def test_an_unexpected_error_changes_nothing_and_is_logged(monkeypatch):
    def write(_moment, _tally):
        Person.objects.create(publisher="fictional", publisher_id="x", slug="x", name="X")
        raise ZeroDivisionError

    monkeypatch.setattr("advocacy.legislators.importing.fictional._write", write)
    with pytest.raises(ZeroDivisionError):
        import_fictional_legislature()
    assert Person.objects.count() == 0
    run = ImportRun.objects.get()
    assert (run.status, "ZeroDivisionError" in run.message) == ("failed", True)


@pytest.mark.parametrize("location", ["http://example.org/", "file:///etc/", "/etc/", "ftp://example.org/x.zip"])
def test_staff_may_order_from_https_only(location):
    form = ImportForm({"source": "congress", "location": location})
    assert "location" in form.errors


def test_a_zip_table_from_an_address_needs_its_congress():
    assert "congress" in ImportForm({"source": "zip-areas", "location": "https://example.org/zccd.csv"}).errors
    assert ImportForm({"source": "zip-areas", "location": "https://example.org/zccd.csv", "congress": "119"}).is_valid()


def test_an_empty_address_means_the_folder_of_public_data(settings):
    settings.PUBLIC_DATA = "somewhere"
    form = ImportForm({"source": "outlines", "location": ""})
    assert form.is_valid(), form.errors
    assert form.instance.location == "somewhere/districts"


@pytest.mark.django_db
def test_staff_set_topics_and_give_them_up_again():
    import_fictional_legislature()
    committee = Committee.objects.get(publisher_id="fictional/lower-budget")
    form = CommitteeForm({"staff_topics": ["health"]}, instance=committee)
    assert form.is_valid(), form.errors
    form.save()
    committee = Committee.objects.get(pk=committee.pk)
    assert (committee.staff_topics, committee.topics) == (["health"], ["health"])
    form = CommitteeForm({"staff_topics": ["health"], "use_rule": "on"}, instance=committee)
    form.is_valid()
    form.save()
    committee = Committee.objects.get(pk=committee.pk)
    assert (committee.staff_topics, committee.topics) == (None, ["budget"])


def test_the_schedule_has_a_refresh_only_with_addresses():
    from advocacy.legislators.tasks import BEAT_SCHEDULE

    assert ("legislators.refresh" in BEAT_SCHEDULE) is bool(
        django_settings.CONGRESS_SOURCE or django_settings.STATE_LEGISLATORS_SOURCE
    )
