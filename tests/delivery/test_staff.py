"""The staff pages: what they show, who may, and that every button is a POST that is audited."""

import time
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from delivery.api import add_recipients, delivery_states, is_suppressed, progress, start_mailing, suppress
from delivery.mailings import set_pace
from delivery.models import Delivery, Mailing, State
from members.api import Member
from tests.delivery.factories import make_mailing, make_recipients

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing() -> Mailing:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(5))
    start_mailing(mailing.pk)
    settled = {"settled_at": datetime.now(UTC), "claimed_at": datetime.now(UTC), "attempts": 1}
    Delivery.objects.filter(mailing=mailing, recipient_key="key-1").update(
        state=State.FAILED, reply_code=550, detail="5.1.1 no such mailbox", **settled
    )
    Delivery.objects.filter(mailing=mailing, recipient_key="key-2").update(
        state=State.IN_DOUBT, detail="The server closed the connection.", **settled
    )
    return mailing


def staff_client(*permissions: str) -> Client:
    member = Member.objects.create_user(f"staff{len(permissions)}@example.org", is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    client = Client()
    client.force_login(member)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()
    return client


@pytest.fixture
def steering_client() -> Client:
    return staff_client("view_mailing", "steer_mailing", "read_message", "add_suppression")


def page(client: Client, name: str, *arguments: int, **query: str) -> str:
    response = client.get(reverse(f"delivery_admin:{name}", args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def test_lists_and_home_panel_show_progress_from_tallies(mailing: Mailing, steering_client: Client) -> None:
    listing = page(steering_client, "mailings")
    assert mailing.title in listing
    home = steering_client.get("/admin/").content.decode()
    assert mailing.title in home
    assert "0 of 5" in home


def test_detail_shows_the_servers_words_and_explains_doubt(mailing: Mailing, steering_client: Client) -> None:
    doubt = page(steering_client, "mailing", mailing.pk)
    assert "Nobody can know whether it was accepted." in doubt
    assert "The server closed the connection." in doubt
    failed = page(steering_client, "mailing", mailing.pk, state="failed")
    assert "550 5.1.1 no such mailbox" in failed
    found = page(steering_client, "mailing", mailing.pk, q="3@RECIPIENTS.test")
    assert "3@recipients.test" in found
    assert "1@recipients.test" not in found


def test_detail_needs_the_same_queries_for_few_and_many(
    mailing: Mailing, steering_client: Client, django_assert_max_num_queries
) -> None:
    add_recipients(mailing.pk, make_recipients(200, start=100))
    Delivery.objects.filter(mailing=mailing, recipient_key__gte="key-1").update(
        state=State.FAILED, settled_at=datetime.now(UTC)
    )
    page(steering_client, "mailing", mailing.pk, state="failed")
    with django_assert_max_num_queries(16):
        page(steering_client, "mailing", mailing.pk, state="failed")


def test_progress_comes_as_figures(mailing: Mailing, steering_client: Client) -> None:
    response = steering_client.get(reverse("delivery_admin:progress", args=[mailing.pk]))
    assert (
        response.json()["counts"] | {"intended": 5, "queued": 3, "failed": 1, "in_doubt": 1}
        == response.json()["counts"]
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("actions", "status"),
    [(["pause"], "paused"), (["pause", "resume"], "running"), (["cancel"], "cancelling"), (["retry"], "running")],
)
def test_buttons_steer_and_are_audited(mailing, steering_client, actions: list[str], status: str) -> None:
    for action in actions:
        steering_client.post(reverse("delivery_admin:steer", args=[mailing.pk]), {"action": action})
    mailing.refresh_from_db()
    assert mailing.status == status
    logged = ModelLogEntry.objects.filter(object_id=str(mailing.pk), user__isnull=False)
    assert [entry.action for entry in logged.order_by("pk")] == [f"delivery.{action}" for action in actions]


def test_retry_queues_what_failed(mailing: Mailing, steering_client: Client) -> None:
    steering_client.post(reverse("delivery_admin:steer", args=[mailing.pk]), {"action": "retry"})
    assert delivery_states(mailing.pk, ["key-1"])["key-1"].state == "queued"
    assert progress(mailing.pk).failed == 0


@pytest.mark.parametrize(
    ("pace", "kept"), [("2.5", 2.5), ("", None), ("0", 7.0), ("-1", 7.0), ("fast", 7.0), ("nan", 7.0)]
)
def test_pace_is_changed_or_refused(mailing, steering_client, pace: str, kept: float | None) -> None:
    set_pace(mailing.pk, 7.0)
    steering_client.post(
        reverse("delivery_admin:steer", args=[mailing.pk]), {"action": "pace", "messages_per_second": pace}
    )
    mailing.refresh_from_db()
    assert mailing.messages_per_second == kept


@pytest.mark.parametrize(("decision", "state"), [("resend", "queued"), ("sent", "sent"), ("", "in_doubt")])
def test_doubt_is_resolved_by_a_decision(mailing, steering_client, decision: str, state: str) -> None:
    doubtful = Delivery.objects.get(mailing=mailing, recipient_key="key-2")
    steering_client.post(reverse("delivery_admin:resolve", args=[mailing.pk, doubtful.pk]), {"decision": decision})
    doubtful.refresh_from_db()
    assert doubtful.state == state
    assert ModelLogEntry.objects.filter(action="delivery.resolve").count() == (1 if decision else 0)


def test_a_message_is_shown_and_the_reading_audited(mailing: Mailing, steering_client: Client) -> None:
    delivery = Delivery.objects.get(mailing=mailing, recipient_key="key-2")
    shown = page(steering_client, "message", mailing.pk, delivery.pk)
    assert "News for Person 2" in shown
    assert ModelLogEntry.objects.filter(action="delivery.read").count() == 1
    source = steering_client.get(reverse("delivery_admin:message_source", args=[mailing.pk, delivery.pk]))
    assert source.content.startswith(b"Date: ")
    framed = steering_client.get(reverse("delivery_admin:message_html", args=[mailing.pk, delivery.pk]))
    assert "Dear Person 2" in framed.content.decode()
    assert framed["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("name", ["steer", "resolve", "add_suppression", "lift_suppression"])
def test_nothing_changes_by_get(mailing: Mailing, steering_client: Client, name: str) -> None:
    arguments = {"steer": [mailing.pk], "resolve": [mailing.pk, 1], "add_suppression": [], "lift_suppression": [1]}
    response = steering_client.get(reverse(f"delivery_admin:{name}", args=arguments[name]))
    assert response.status_code == 405


def test_without_permission_nothing_is_seen_or_done(mailing: Mailing) -> None:
    stranger = staff_client()
    assert stranger.get(reverse("delivery_admin:mailings")).status_code == 302
    reader = staff_client("view_mailing")
    assert mailing.title in page(reader, "mailings")
    reader.post(reverse("delivery_admin:steer", args=[mailing.pk]), {"action": "cancel"})
    mailing.refresh_from_db()
    assert mailing.status == "running"
    delivery = Delivery.objects.get(mailing=mailing, recipient_key="key-2")
    assert reader.get(reverse("delivery_admin:message", args=[mailing.pk, delivery.pk])).status_code == 302


def test_addresses_are_suppressed_found_and_lifted(steering_client: Client) -> None:
    add = reverse("delivery_admin:add_suppression")
    assert steering_client.post(add, {"address": "not an address", "note": "x"}).status_code == 422
    steering_client.post(add, {"address": "Kim@Example.org", "note": "called on Monday"})
    assert is_suppressed("kim@example.org")
    listing = page(steering_client, "suppressions", q="KIM@example.org")
    assert "called on Monday" in listing
    suppression = suppress("kim@example.org", "staff", "again")
    lift = reverse("delivery_admin:lift_suppression", args=[suppression.pk])
    steering_client.post(lift, {"reason": ""})
    assert is_suppressed("kim@example.org")
    steering_client.post(lift, {"reason": "wants mail again"})
    assert not is_suppressed("kim@example.org")
    assert "wants mail again" in page(steering_client, "suppressions", history="1")
    assert ModelLogEntry.objects.filter(action__in=["delivery.suppress", "delivery.unsuppress"]).count() == 2
