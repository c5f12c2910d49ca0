"""How soon each control of staff takes effect on a running mailing of a million.

    python -m benchmarks.controls --recipients 1000000 --json

A real PostgreSQL (the one of `DATABASE_URL`, in a database of its own), a real SMTP server on loopback, two real
sender processes. A control has taken effect when the server sees it: nothing more arrives, something arrives
again, or no more than the new pace. Figures are seconds, unless the name says otherwise.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
SLOW_PACE = 20.0
_QUIET_SECONDS = 1.5

_FILL = """
INSERT INTO delivery_delivery (mailing_id, recipient_key, address, name, values, reply_to, sender_name, unsubscribe_url,
    reference, pacing_key, state, detail, enhanced_code, message_digest, variant_number)
SELECT %(mailing)s, 'key-' || number, number || '@domain' || number %% 5000 || '.test', 'Person', '{"first_name": "Kim"}', '', '', '',
    number::text, '', 'queued', '', '', '', 0
FROM generate_series(%(first)s, %(last)s) AS number
"""


def main() -> None:
    """Measure and print, or be one of the senders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sender", nargs=2, metavar=("PORT", "DATABASE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")
    if options.sender:
        _send_for_ever(*options.sender)
    import django

    django.setup()
    from benchmarks.newsletter import _database

    figures = _measure(options.recipients, _database())
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for what, value in figures.items():
        print(f"{what:60} {value:>12,.2f}")


def _send_for_ever(port: str, database: str) -> None:
    """Do what a worker of the queue `delivery` does; its doorbell is asked every tenth of a second."""
    os.environ["SANDBOX_SMTP_PORT"] = port
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.DELIVERY_JOURNAL_DIR = tempfile.mkdtemp(prefix="delivery-journal-")
    django.setup()
    from benchmarks.kind import BenchmarkKind
    from delivery.api import register_mailing_kind
    from delivery.sending.sender import send_due

    register_mailing_kind(BenchmarkKind())
    while True:
        send_due(seconds=30)
        time.sleep(0.1)


def _measure(recipients: int, database: str) -> dict[str, float]:
    from benchmarks.counting_sink import CountingSink
    from delivery.api import cancel_mailing, pause_mailing, progress, resume_mailing, retry_failed, start_mailing
    from delivery.mailings import set_pace
    from delivery.models import Delivery, Mailing, MailingStatus
    from delivery.orders import carry_out_orders
    from delivery.sweep import cancel_waiting, finish_mailings

    Mailing.objects.update(status=MailingStatus.CANCELLED)
    figures: dict[str, float] = {"recipients": float(recipients)}
    mailing = _mailing(recipients)
    sink = CountingSink()
    senders = [_sender(sink.port, database) for _ in range(2)]
    try:
        start_mailing(mailing)
        _wait(lambda: sink.count > 500, "the first messages")
        figures["sent before the first control"] = float(sink.count)

        figures["pause: until the last message arrives"] = _until_quiet(sink, lambda: pause_mailing(mailing))
        for sender in senders:
            sender.kill()
        senders = [_sender(sink.port, database) for _ in range(2)]
        before = sink.count
        time.sleep(3)
        figures["pause: messages in 3 s after both senders were killed and started again"] = float(sink.count - before)
        figures["resume: until a message arrives"] = _until_more(sink, lambda: resume_mailing(mailing))
        time.sleep(1)
        figures["slow down: until the rate is the new one"] = _until_slow(sink, lambda: set_pace(mailing, SLOW_PACE))
        set_pace(mailing, None)
        time.sleep(1)
        figures["cancel: until the last message arrives"] = _until_quiet(sink, lambda: cancel_mailing(mailing))
        began = time.monotonic()
        cancel_waiting()
        finish_mailings()
        figures["cancel: until every row says so"] = time.monotonic() - began
        figures["cancelled rows"] = float(progress(mailing).cancelled)

        failed = _mailing(recipients)
        start_mailing(failed)
        pause_mailing(failed)
        Delivery.objects.filter(mailing_id=failed).update(state="failed", attempts=1, settled_at="2026-01-01T00:00:00Z")
        resume_mailing(failed)
        time.sleep(1)
        began = time.monotonic()
        figures["retry failed: until a message arrives"] = _until_more(sink, lambda: retry_failed(failed, actor=None))
        pause_mailing(failed)
        while carry_out_orders(60):
            pass
        figures["retry failed: until every row is queued again"] = time.monotonic() - began
        cancel_mailing(failed)
    finally:
        for sender in senders:
            sender.kill()
        sink.stop()
    return figures


def _mailing(recipients: int) -> int:
    from django.db import connection

    from benchmarks.kind import BenchmarkKind
    from delivery.api import MailContent, Sender, create_mailing, register_mailing_kind

    register_mailing_kind(BenchmarkKind())
    mailing = create_mailing(
        kind="benchmark",
        title="Controls",
        sender=Sender("Coalition", "news@mail.example.org"),
        content=MailContent("News for {{ first_name }}", "Dear {{ first_name }},\n\nnews.\n"),
        idempotency_key=f"controls-{time.time()}",
    )
    with connection.cursor() as cursor:
        for first in range(1, recipients + 1, 50_000):
            last = min(first + 49_999, recipients)
            cursor.execute(_FILL, {"mailing": mailing.pk, "first": first, "last": last})
        cursor.execute("ANALYZE delivery_delivery")
    return mailing.pk


def _sender(port: int, database: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "benchmarks.controls", "--sender", str(port), database]
    return subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL)


def _wait(condition: Callable[[], bool], what: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"Waited in vain for {what}.")
        time.sleep(0.005)


def _until_quiet(sink: Any, control: Callable[[], object]) -> float:
    """Return the seconds from pressing the button to the last arrival."""
    began = time.monotonic()
    control()
    count, last = sink.count, time.monotonic()
    while time.monotonic() - last < _QUIET_SECONDS:
        if sink.count != count:
            count, last = sink.count, time.monotonic()
        time.sleep(0.005)
    return last - began


def _until_more(sink: Any, control: Callable[[], object]) -> float:
    before, began = sink.count, time.monotonic()
    control()
    _wait(lambda: sink.count > before, "a message")
    return time.monotonic() - began


def _until_slow(sink: Any, control: Callable[[], object]) -> float:
    """Return the seconds until the first of two seconds in which no more arrived than the pace and one burst allow."""
    began = time.monotonic()
    control()
    samples = [(began, sink.count)]
    while True:
        time.sleep(0.02)
        now, count = time.monotonic(), sink.count
        samples.append((now, count))
        for at, earlier in samples:
            if now - at >= 2 and count - earlier <= SLOW_PACE * 3:
                return max(0.0, at - began)
        if now - began > 60:
            raise SystemExit("The mailing did not slow down.")


if __name__ == "__main__":
    main()
