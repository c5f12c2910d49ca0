"""How soon an issue to a segment of three conditions leaves, is gathered, and in how much memory.

    python -m benchmarks.expansion --recipients 1000000 --json

Fills a database of its own on the PostgreSQL of `DATABASE_URL` and orders three sendings, to about a thousandth, a tenth and
all of the recipients. Everything is real: the order as the button gives it, its doorbell through the Redis of `REDIS_URL`, a
Celery worker of two processes for the queue `delivery`, an SMTP server on loopback. The clock starts when the button is
pressed. Messages leave while recipients are gathered; once all are, sending goes on for some seconds and is cancelled.
Memory is the peak of any of the worker's processes, from the kernel (`VmHWM`), so the benchmark needs Linux.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.people import fill_members

if TYPE_CHECKING:
    from members.models import Member, Segment
    from newsletters.models import IssuePage, Newsletter

PROJECT = Path(__file__).resolve().parent.parent
# Of invented members 99 % are active, and 90 % of these did not join the action.
_OF_MEMBERS = 0.88

_READERS = """
INSERT INTO newsletters_subscription (state, round, source, asked_at, confirmed_at, member_id, newsletter_id)
SELECT 'active', 1, 'form', now(), now(), id, %s FROM members_member ORDER BY id LIMIT %s
"""
_CARES = "INSERT INTO members_member_interests (member_id, interest_id) SELECT id, %s FROM members_member"


def main() -> None:
    """Fill a database, order, watch, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000, help="recipients of the largest sending, about")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long sending goes on after the gathering")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = f"benchmark_expansion_{connection.settings_dict['NAME']}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    members = round(options.recipients / _OF_MEMBERS)
    fill_members(members)
    figures: dict[str, Any] = {"members": members}
    sizes = sorted({max(1_000, options.recipients // part) for part in (1_000, 10, 1)})
    for size in sizes:
        figures[f"about {size:,} recipients"] = _measure(round(size / _OF_MEMBERS), options.seconds)
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:30} {value}")


def _measure(readers: int, seconds: float) -> dict[str, Any]:
    from benchmarks.counting_sink import CountingSink
    from newsletters.models import IssueSending
    from newsletters.sending import Order, cancel_sending, newest_version, order_sending

    issue, segment, staff = _prepare(readers)
    _version, revision = newest_version(issue)
    sink = CountingSink()
    try:
        with _worker(sink.port) as processes:
            pressed = time.monotonic()
            sending = order_sending(issue, Order(revision_id=revision.pk, segment=segment), actor=staff)
            answered = time.monotonic()
            gathered, first = _until_gathered(sending.pk, lambda: sink.count)
            sent, ended = sink.count, time.monotonic()
            while time.monotonic() - ended < seconds and sink.count < sending.expected_readers:
                time.sleep(0.1)
            rate = (sink.count - sent) / (time.monotonic() - ended)
            peaks = [_peak(process) for process in processes()]
            if IssueSending.objects.get(pk=sending.pk).is_under_way:
                cancel_sending(sending.pk, actor=staff)
    finally:
        sink.stop()
    sending.refresh_from_db()
    return {
        "recipients": sending.gathered,
        "seconds until the button answered": round(answered - pressed, 2),
        "seconds until the first message was on the wire": round(first - pressed, 2),
        "seconds until all recipients were gathered": round(gathered - pressed, 1),
        "messages sent by then": sent,
        "messages/s after that": round(rate),
        "peak MB of each process of the worker": sorted(peaks),
    }


def _until_gathered(sending_id: int, count: Callable[[], int]) -> tuple[float, float]:
    """Return the moments at which all recipients were gathered and the first message had arrived."""
    from newsletters.models import IssueSending

    first, gathered, end = 0.0, 0.0, time.monotonic() + 600
    while not (first and gathered):
        if not first and count():
            first = time.monotonic()
        state = IssueSending.objects.values_list("state", flat=True).get(pk=sending_id)
        if not gathered and state in {IssueSending.State.SENDING, IssueSending.State.SENT}:
            gathered = time.monotonic()
        if time.monotonic() > end or state == IssueSending.State.REFUSED:
            raise SystemExit(f"The sending did not get on: {state}.")
        time.sleep(0.02)
    return gathered, first


def _prepare(readers: int) -> "tuple[IssuePage, Segment, Member]":
    """Write an issue of a newsletter with so many subscribers, and a segment of three conditions for it."""
    from django.db import connection
    from wagtail.models import Locale

    from advocacy.campaigns.models import Action
    from content.api import get_home_page, site_settings
    from members.models import Interest, Member, Segment
    from newsletters.models import IssuePage, Newsletter, NewsletterIndexPage, NewsletterPage

    locale = Locale.objects.get(language_code="en")
    settings = site_settings()
    settings.organisation_name, settings.postal_address = "Example Coalition", "1 Example Street"
    settings.save()
    newsletter = Newsletter.objects.create(
        name=f"Letter to {readers}",
        slug=f"letter-to-{readers}",
        description="News.",
        sender_name="Example Coalition",
        locale=locale,
    )
    interest, is_new = Interest.objects.get_or_create(slug="everything", defaults={"name": "All", "locale": locale})
    with connection.cursor() as cursor:
        cursor.execute(_READERS, [newsletter.pk, readers])
        if is_new:
            cursor.execute(_CARES, [interest.pk])
        cursor.execute("ANALYZE")
    segment = Segment.objects.create(name=f"Three conditions {readers}", definition=_definition(newsletter, Action))
    home = get_home_page()
    index = NewsletterIndexPage.objects.child_of(home).first() or home.add_child(
        instance=NewsletterIndexPage(title="Newsletters", slug="newsletters")
    )
    archive = index.add_child(instance=NewsletterPage(title="Letter", slug=newsletter.slug, newsletter=newsletter))
    issue = IssuePage(title="News", slug="news", live=False, preheader="Inside")
    words = "<p>Dear {{ first_name }},</p>" + "<p>What changed, and what to do about it.</p>" * 40
    issue.body = issue._meta.get_field("body").to_python(json.dumps([{"type": "text", "value": {"text": words}}]))
    archive.add_child(instance=issue)
    staff, _created = Member.objects.get_or_create(
        email="staff@example.org", defaults={"is_staff": True, "is_superuser": True}
    )
    return issue, segment, staff


def _definition(newsletter: "Newsletter", action: Any) -> dict[str, Any]:
    def leaf(condition: str, value: str) -> dict[str, Any]:
        return {"condition": condition, "parameters": {"value": value}}

    joined = leaf("campaigns.took-part", str(action.objects.order_by("pk")[0].pk))
    reads = leaf("newsletters.subscribed", str(newsletter.pk))
    return {"all": [reads, leaf("interest", "everything"), {"not": joined}]}


@contextmanager
def _worker(port: int) -> Iterator[Callable[[], list[int]]]:
    """Run a Celery worker of two processes; give what tells the numbers of its processes."""
    from django.db import connection

    from pmcsite.engines import children

    address = urlsplit(os.environ["DATABASE_URL"])
    with tempfile.TemporaryDirectory(prefix="expansion-") as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": address._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
            "SANDBOX_SMTP_PORT": str(port),
            "DELIVERY_JOURNAL_DIR": folder,
        }
        command = [sys.executable, "-m", "celery", "-A", "pmcsite", "worker", "--pool", "prefork", "--concurrency", "2"]
        log = Path(folder) / "worker.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--queues", "delivery", "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
                cwd=PROJECT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            end = time.monotonic() + 90
            while b" ready." not in log.read_bytes():
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit(log.read_text()[-3_000:])
                time.sleep(0.1)
            yield lambda: [child.pid for child in children.descendants(process.pid)]
        finally:
            below = children.descendants(process.pid)
            process.kill()
            process.wait()
            children.kill_all(below)


def _peak(process: int) -> float:
    """Return the most memory a process ever held, in MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / 1e3, 1)
    raise SystemExit("The kernel does not tell the peak of memory.")


if __name__ == "__main__":
    main()
