"""The list of what became of each recipient: whole, harmless in a spreadsheet, read in ranges, audited."""

import csv
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from delivery import recipients_report
from delivery.api import add_recipients
from delivery.models import Delivery, DeliveryEvent, Mailing, State
from delivery.recipients_report import recipients_csv
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.test_staff import staff_client

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def mailing() -> Mailing:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(7))
    add_recipients(make_mailing().pk, make_recipients(3))
    Delivery.objects.filter(mailing=mailing, recipient_key="key-1").update(
        state=State.FAILED,
        settled_at=AT,
        attempts=2,
        reply_code=550,
        enhanced_code="5.1.1",
        detail='=HYPERLINK("evil")',
    )
    return mailing


def read(mailing: Mailing) -> list[dict[str, str]]:
    return list(csv.DictReader(recipients_csv(mailing.pk)))


def test_each_recipient_has_one_line_whatever_the_size_of_the_ranges(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read(mailing)
    assert [line["recipient"] for line in whole] == [f"key-{number}" for number in range(7)]
    for size in (1, 2, 7):
        monkeypatch.setattr(recipients_report, "RANGE", size)
        assert read(mailing) == whole


def test_words_of_servers_are_never_formulas_and_first_events_are_told(mailing: Mailing) -> None:
    refused = Delivery.objects.get(mailing=mailing, recipient_key="key-1")
    for hour in (15, 13, 14):
        DeliveryEvent.objects.create(delivery=refused, kind="bounced", at=AT.replace(hour=hour))
    line = read(mailing)[1]
    assert line["the server's words"] == '\'=HYPERLINK("evil")'
    assert (line["state"], line["attempts"], line["reply code"], line["enhanced status code"]) == (
        "failed",
        "2",
        "550",
        "5.1.1",
    )
    assert line["settled"] == "2026-03-01T12:00:00+00:00"
    assert line["first bounced"] == "2026-03-01T13:00:00+00:00"
    assert line["first marked as spam"] == ""


def test_a_range_is_read_only_when_its_turn_comes(mailing: Mailing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipients_report, "RANGE", 3)
    lines = recipients_csv(mailing.pk)
    with CaptureQueriesContext(connection) as queries:
        for _line in range(4):
            next(lines)
        assert len(queries) == 2
        assert len(list(lines)) == 4
    assert len(queries) == 7


def test_only_who_may_read_messages_gets_the_list_and_it_is_audited(mailing: Mailing) -> None:
    address = reverse("delivery_admin:recipients_csv", args=[mailing.pk])
    detail = reverse("delivery_admin:mailing", args=[mailing.pk])
    onlooker, reader = staff_client("view_mailing"), staff_client("view_mailing", "read_message")
    assert onlooker.get(address).status_code == 302
    assert address not in onlooker.get(detail).content.decode()
    assert not ModelLogEntry.objects.filter(action="delivery.export").exists()
    assert address in reader.get(detail).content.decode()
    answer = reader.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert len(b"".join(answer.streaming_content).splitlines()) == 8
    assert ModelLogEntry.objects.filter(action="delivery.export", object_id=str(mailing.pk)).count() == 1
