"""From the public form to the mailbox with a real worker, a real broker and a real mail server."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest

from newsletters.models import IssueSending, Subscription
from newsletters.sending import Order, follow_sendings, newest_version, order_sending
from tests.delivery.sink import running_sink
from tests.newsletters.factories import StaffFactory, make_archive, make_issue, set_postal_address
from tests.processes import RunningProcess, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def text_of(content: bytes) -> str:
    part = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    assert part is not None
    return part.get_content()


def test_subscribe_confirm_receive_and_leave(client, celery_worker: Callable[..., RunningProcess], monkeypatch):
    with running_sink() as sink:
        monkeypatch.setenv("SANDBOX_SMTP_PORT", str(sink.port))
        celery_worker()
        set_postal_address()
        archive = make_archive()
        client.post(
            "/newsletters/subscribe/",
            {"email": "reader@example.org", "first_name": "Avery", "newsletter": archive.newsletter.slug},
            headers=SAME_ORIGIN,
        )
        wait_until(lambda: len(sink.stored) == 1, "the confirmation mail")
        link = re.search(r"http://localhost:8000(/confirm/\S+)", text_of(sink.stored[0].content))
        assert link is not None
        client.post(link.group(1), headers=SAME_ORIGIN)
        assert Subscription.objects.get().state == Subscription.State.ACTIVE

        issue = make_issue(archive, subject="News for {{ first_name }}")
        _version, revision = newest_version(issue)
        order_sending(issue, Order(revision_id=revision.pk), actor=StaffFactory.create())
        wait_until(lambda: len(sink.stored) == 2, "the issue")
        mail = message_from_bytes(sink.stored[1].content, policy=policy.default)
        assert (mail["To"], mail["Subject"]) == ("Avery <reader@example.org>", "News for Avery")

        leave = mail["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
        assert client.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert Subscription.objects.get().state == Subscription.State.ENDED

        def is_sent() -> bool:
            follow_sendings()
            return IssueSending.objects.get().state == IssueSending.State.SENT

        wait_until(is_sent, "the sending to end")
