"""How fast a newsletter leaves: the outbox against Django's own mail and against a sender without a database.

    python -m benchmarks.newsletter --recipients 20000 --json

Everything runs on this machine: a real PostgreSQL (the one of `DATABASE_URL`, in a database of its own),
a real SMTP server on loopback. Ratios come from one run; absolute figures depend on the machine.

The raw sender writes the bytes that the outbox writes, each recipient's own, and fills them as the outbox does; it
claims, checks, journals and marks nothing. A sender that repeats one finished message is printed beside it.
"""

import argparse
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from delivery.signing.keys import SigningKey

PROJECT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Prepare a database, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=10_000, help="messages per round of the outbox")
    parser.add_argument("--rounds", type=int, default=5, help="rounds; the median counts")
    parser.add_argument("--senders", type=int, default=2, help="sender processes")
    parser.add_argument("--connections", type=int, default=4, help="connections per sender")
    parser.add_argument("--sign", action="store_true", help="measure what DKIM signing by this site costs, too")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")
    import django

    django.setup()
    from django.test.utils import override_settings

    name = _database()
    with override_settings(OUTBOUND="sandbox"):
        figures = _measure(options, name)
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for what, value in figures.items():
        print(f"{what:45} {value:>12,.2f}" if isinstance(value, float) else f"{what:45} {value!s:>12}")


def _database() -> str:
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = f"benchmark_{connection.settings_dict['NAME']}"
    return connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=True)


def _measure(options: argparse.Namespace, database: str) -> dict[str, Any]:
    from benchmarks.counting_sink import CountingSink
    from benchmarks.signing import microseconds_per_message, signing_senders
    from delivery.models import Mailing, MailingStatus

    Mailing.objects.update(status=MailingStatus.CANCELLED)
    ways = _ways_to_sign() if options.sign else {}
    sink = CountingSink()
    try:
        few = max(200, min(1_000, options.recipients // 10))
        rounds: dict[str, list[float]] = {"outbox": [], "django": [], "raw": [], "repeating": [], "cpu": []}
        signed: dict[str, list[float]] = {way: [] for way in ways}
        for number in range(options.rounds):
            rounds["django"].append(_django_send(sink.port, few, number))
            rounds["raw"].append(_raw(sink.port, options.recipients, options.senders))
            rounds["repeating"].append(_raw_repeating(sink.port, options.recipients, options.senders))
            rate, cpu = _outbox(sink, options, database, number)
            rounds["outbox"].append(rate)
            rounds["cpu"].append(cpu)
            for way, keys in ways.items():
                with signing_senders(keys):
                    signed[way].append(_outbox(sink, options, database, number)[0])
    finally:
        sink.stop()
    outbox, django_rate, raw = (statistics.median(rounds[name]) for name in ("outbox", "django", "raw"))
    return {
        "recipients": options.recipients,
        "rounds": options.rounds,
        "senders": options.senders,
        "connections per sender": options.connections,
        "message bytes": len(_sample()),
        "outbox, messages/s": outbox,
        "Django's send with a mark per recipient, messages/s": django_rate,
        "raw pipelined sender of the same letters without database, messages/s": raw,
        "raw pipelined sender that repeats one finished message, messages/s": statistics.median(rounds["repeating"]),
        "outbox / Django": outbox / django_rate,
        "outbox / raw": outbox / raw,
        "sender CPU, microseconds per message": statistics.median(rounds["cpu"]),
        **{f"outbox signing with {way}, messages/s": statistics.median(rates) for way, rates in signed.items()},
        **{
            f"signing with {way}, CPU microseconds per message": microseconds_per_message(_sample(), keys)
            for way, keys in ways.items()
        },
    }


def _ways_to_sign() -> dict[str, "tuple[SigningKey, ...]"]:
    from benchmarks.signing import throwaway_keys

    ed25519, rsa = throwaway_keys()
    return {"Ed25519": (ed25519,), "RSA 2048": (rsa,), "both": (ed25519, rsa)}


def _sample() -> bytes:
    from benchmarks import letter
    from delivery.api import MailContent, Recipient, Sender, render_preview

    return render_preview(
        MailContent(letter.SUBJECT, letter.TEXT, letter.HTML),
        Sender("Coalition", "news@mail.example.org"),
        Recipient("1", "person1@recipients.test", values=letter.values(1)),
    )


def _make_mailing(recipients: int, key: str) -> int:
    from benchmarks import letter
    from benchmarks.kind import BenchmarkKind
    from delivery.api import (
        MailContent,
        Recipient,
        Sender,
        add_recipients,
        create_mailing,
        register_mailing_kind,
        start_mailing,
    )

    register_mailing_kind(BenchmarkKind())
    mailing = create_mailing(
        kind="benchmark",
        title="Benchmark",
        sender=Sender("Coalition", "news@mail.example.org"),
        content=MailContent(letter.SUBJECT, letter.TEXT, letter.HTML),
        idempotency_key=key,
        list_id="news.mail.example.org",
    )
    add_recipients(
        mailing.pk,
        (
            Recipient(
                key=f"person{number}@recipients.test",
                address=f"person{number}@recipients.test",
                name=f"Person {number}",
                values=letter.values(number),
                unsubscribe_url=f"https://example.org/unsubscribe/{number:032x}",
            )
            for number in range(recipients)
        ),
    )
    start_mailing(mailing.pk)
    return mailing.pk


def _outbox(sink: Any, options: argparse.Namespace, database: str, number: int) -> tuple[float, float]:
    """Return messages per second, from the first claim to the last mark, and the senders' CPU in microseconds per message."""
    from delivery.api import progress

    mailing = _make_mailing(options.recipients, f"round-{number}-{time.time()}")
    before = sink.count
    senders = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.newsletter_sender", str(sink.port), str(options.connections), database],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(options.senders)
    ]
    for sender in senders:
        assert sender.stdout is not None
        sender.stdout.readline()
    start = time.perf_counter()
    for sender in senders:
        assert sender.stdin is not None
        sender.stdin.write("go\n")
        sender.stdin.flush()
    seconds = [json.loads(sender.communicate()[0]) for sender in senders]
    elapsed = time.perf_counter() - start
    counts = progress(mailing)
    assert counts.sent == counts.intended == options.recipients == sink.count - before, counts
    return options.recipients / elapsed, sum(seconds) / options.recipients * 1e6


def _django_send(port: int, count: int, number: int) -> float:
    """Django's templates and EmailMultiAlternatives over one open connection, a row marked after each message."""
    from django.core.mail import EmailMultiAlternatives, get_connection
    from django.template import Context, Template
    from django.utils import timezone

    from benchmarks import letter
    from delivery.models import Delivery

    mailing = _make_mailing(count, f"django-{number}-{time.time()}")
    templates = [Template(each) for each in (letter.SUBJECT, letter.TEXT, letter.HTML)]
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port)
    deliveries = list(Delivery.objects.filter(mailing_id=mailing))
    start = time.perf_counter()
    connection.open()
    for delivery in deliveries:
        subject, text, html = (template.render(Context(delivery.values)) for template in templates)
        message = EmailMultiAlternatives(
            subject, text, "news@mail.example.org", [delivery.address], connection=connection
        )
        message.attach_alternative(html, "text/html")
        message.send()
        Delivery.objects.filter(pk=delivery.pk).update(state="sent", settled_at=timezone.now())
    elapsed = time.perf_counter() - start
    connection.close()
    return count / elapsed


def _raw(port: int, count: int, senders: int) -> float:
    """The same personalised bytes from as many processes, filled one after the other, pipelined, with no database."""
    return count / _in_processes(senders, lambda part: _raw_sender(port, _filled_letters(range(part, count, senders))))


def _raw_repeating(port: int, count: int, senders: int) -> float:
    """One finished message again and again: what the sockets and the sink bear, no sender for people."""
    letter = ("person1@recipients.test", _sample())
    return count / _in_processes(
        senders, lambda part: _raw_sender(port, itertools.repeat(letter, len(range(part, count, senders))))
    )


def _filled_letters(numbers: range) -> Iterator[tuple[str, bytes]]:
    """Each recipient's address and finished message, made as the outbox makes them from the compiled letter."""
    from django.conf import settings
    from django.utils import timezone

    from benchmarks import letter
    from delivery.api import MailContent
    from delivery.compile import compile_content
    from delivery.message import Addressee, Envelope, build_message

    compiled = compile_content(MailContent(letter.SUBJECT, letter.TEXT, letter.HTML))
    envelope = Envelope(
        public_id=uuid4().hex,
        kind="benchmark",
        sender_name="Coalition",
        sender_address="news@mail.example.org",
        reply_to="",
        list_id="news.mail.example.org",
        headers=(),
        domain=settings.MAIL_DOMAIN,
    )
    at = timezone.now()
    for number in numbers:
        address = f"person{number}@recipients.test"
        addressee = Addressee(
            key=address,
            address=address,
            name=f"Person {number}",
            values=letter.values(number),
            reply_to="",
            sender_name="",
            unsubscribe_url=f"https://example.org/unsubscribe/{number:032x}",
            delivery_id=number + 1,
        )
        yield address, build_message(compiled, envelope, addressee, at)


def _in_processes(number: int, work: Callable[[int], None]) -> float:
    start = time.perf_counter()
    children = []
    for part in range(number):
        child = os.fork()
        if child == 0:
            failed = 1
            try:
                work(part)
                failed = 0
            finally:
                os._exit(failed)
        children.append(child)
    statuses = [os.waitpid(child, 0)[1] for child in children]
    assert not any(statuses), statuses
    return time.perf_counter() - start


def _raw_sender(port: int, letters: Iterator[tuple[str, bytes]]) -> None:
    """Send over one connection, the final dot and the next envelope in one write."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    replies = connection.makefile("rb")
    replies.readline()
    connection.sendall(b"EHLO benchmark\r\n")
    while replies.readline()[3:4] == b"-":
        pass
    finished = b""
    for address, message in letters:
        envelope = f"MAIL FROM:<news@mail.example.org>\r\nRCPT TO:<{address}>\r\nDATA\r\n".encode()
        connection.sendall(finished + envelope)
        for _ in range(4 if finished else 3):
            replies.readline()
        finished = message + b".\r\n"
    connection.sendall(finished)
    replies.readline()


if __name__ == "__main__":
    main()
