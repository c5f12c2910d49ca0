"""The return mailbox, as a maildir and on a real IMAP server."""

import imaplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from delivery.api import is_suppressed
from delivery.inbound.mailboxes import MailboxError, open_mailbox
from delivery.inbound.reading import read_return_mailbox
from delivery.models import DeliveryEvent
from tests.delivery.inbound.messages import complaint, deliveries_of, leaving, notification, sent_mailing
from tests.delivery.sink import Sink
from tests.processes import wait_until

LETTER = b"To: bounces@mail.example.org\r\nSubject: A question\r\n\r\nHello?\r\n"


@pytest.fixture
def maildir(tmp_path: Path, settings) -> Path:
    folder = tmp_path / "mailbox with spaces"
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True)
    settings.RETURN_MAILBOX = f"maildir://{str(folder).replace(' ', '%20')}"
    return folder


@pytest.fixture
def imap(settings) -> Iterator[imaplib.IMAP4]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = f"--host 127.0.0.1 --port {port} --no-tls --no-service admin --no-service managesieve dict --demo-data"
    server = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from pymap.main import main; main()",
            *command.split(),
            "--demo-user",
            "re turn",
            "--demo-password",
            "p@ss/word",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, "the IMAP server listens")
        client = imaplib.IMAP4("127.0.0.1", port, timeout=10)
        client.login('"re turn"', "p@ss/word")
        client.create("Returned")
        settings.RETURN_MAILBOX = f"imap://re%20turn:p%40ss%2Fword@127.0.0.1:{port}/Returned"
        yield client
        client.logout()
    finally:
        server.terminate()
        server.wait(10)


@pytest.mark.django_db
def test_a_maildir_is_emptied_of_reports_and_keeps_the_rest(sink: Sink, maildir: Path) -> None:
    one, two, three = deliveries_of(sent_mailing(3))
    messages = {"1": notification(one), "2": complaint(two), "3": leaving(three), "4": LETTER, "5": notification(one)}
    for name, content in messages.items():
        (maildir / "new" / name).write_bytes(content)
    summary = read_return_mailbox()
    assert vars(summary) == {"messages": 4, "news": 3, "of_no_interest": 0, "unrecognised": 1}
    assert list((maildir / "new").iterdir()) == []
    assert (maildir / ".Unrecognised" / "cur" / "4").read_bytes() == LETTER
    assert all(is_suppressed(each.address) for each in (one, two, three))
    assert vars(read_return_mailbox())["messages"] == 0


@pytest.mark.django_db
def test_what_could_not_be_recorded_stays_in_the_mailbox(sink: Sink, maildir: Path, monkeypatch) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    (maildir / "cur" / "1:2,S").write_bytes(notification(delivery))

    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("delivery.inbound.recording.note_refusal", fail)
    with pytest.raises(OSError, match="full"):
        read_return_mailbox()
    assert not DeliveryEvent.objects.exists()
    monkeypatch.undo()
    assert read_return_mailbox().news == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_read_one_mailbox_at_once(maildir: Path) -> None:
    (maildir / "new" / "1").write_bytes(LETTER)
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [80_583_464])
            assert vars(read_return_mailbox())["unrecognised"] == 0
            cursor.execute("SELECT pg_advisory_unlock(%s)", [80_583_464])
    finally:
        holder.close()
    assert vars(read_return_mailbox())["unrecognised"] == 1


@pytest.mark.django_db
def test_an_imap_folder_is_emptied_of_reports_and_keeps_the_rest_flagged(sink: Sink, imap: imaplib.IMAP4) -> None:
    one, two = deliveries_of(sent_mailing(2))
    huge = notification(one, original=b"Subject: x\r\n\r\n" + b"A line of the message.\r\n" * 40_000)
    for content in (huge, LETTER, leaving(two)):
        assert imap.append("Returned", "", "", content)[0] == "OK"
    summary = read_return_mailbox()
    assert vars(summary) == {"messages": 2, "news": 2, "of_no_interest": 0, "unrecognised": 1}
    imap.select("Returned")
    assert imap.search(None, "ALL")[1] == [b"1"]
    assert imap.search(None, "FLAGGED")[1] == [b"1"]
    assert is_suppressed(one.address)
    assert is_suppressed(two.address)
    assert vars(read_return_mailbox()) == {"messages": 0, "news": 0, "of_no_interest": 0, "unrecognised": 0}


@pytest.mark.django_db
def test_wrong_credentials_are_said_without_the_password(imap: imaplib.IMAP4, settings) -> None:
    settings.RETURN_MAILBOX = settings.RETURN_MAILBOX.replace("p%40ss%2Fword", "wrong-secret")
    with pytest.raises(MailboxError) as refused:
        read_return_mailbox()
    assert "wrong-secret" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["imap://user:x@mail.example.org/", "imaps://host/", "pop3://a:b@c", "maildir:", "x"]
)
def test_addresses_that_make_no_sense_or_would_show_the_password_are_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        open_mailbox(address)


@pytest.mark.django_db
def test_a_mail_server_may_pipe_a_message_in(sink: Sink, monkeypatch, capsys) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    read, write = socket.socketpair()
    with write:
        write.sendall(notification(delivery))
    with read, read.makefile("rb") as file:
        monkeypatch.setattr("sys.stdin", type("Input", (), {"buffer": file}))
        call_command("read_return_mail", "--stdin")
    assert is_suppressed(delivery.address)
