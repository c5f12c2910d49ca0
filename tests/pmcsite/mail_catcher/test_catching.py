"""The mail catcher as a real process: SMTP in, a folder out, pages to read it."""

import smtplib
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pmcsite.engines import ports
from pmcsite.mail_catcher.store import MailFolder
from tests.processes import RunningProcess, process_environment


class Catcher:
    """A running catcher and the folder it keeps."""

    def __init__(self, var: Path, keep: int) -> None:
        self.port = ports.choose()
        self.folder = var / "mail"
        self.process = RunningProcess(
            [
                *(sys.executable, "-m", "pmcsite.mail_catcher", "--port", str(self.port)),
                *("--folder", str(self.folder), "--keep", str(keep)),
            ],
            var / "log",
            process_environment(),
        )
        self.process.wait_for(lambda: not ports.is_free(self.port), "the catcher to listen")

    def connect(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=20)


@pytest.fixture
def catcher(tmp_path: Path, settings: Any) -> Iterator[Catcher]:
    settings.VAR_DIR = tmp_path
    catcher = Catcher(tmp_path, keep=200)
    yield catcher
    catcher.process.stop()


def letter(subject: str = "Hello", html: str = "") -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Coalition <hello@mail.example.org>"
    message["To"] = "Robin <robin@example.org>"
    message["Subject"] = subject
    message.set_content("Please confirm: http://localhost:8000/confirm/abc/?x=1\nThank you.")
    if html:
        message.add_alternative(html, subtype="html")
    return message


def test_what_was_sent_is_kept_byte_for_byte_with_its_envelope(catcher: Catcher) -> None:
    content = letter("Grüße an alle").as_bytes() + b".\r\n..dots at the start of lines\r\n"
    with catcher.connect() as smtp:
        smtp.sendmail("bounce+1@mail.example.org", ["robin@example.org", "second@example.net"], content)
    folder = MailFolder(catcher.folder)
    (name,) = folder.names()
    assert folder.read(name) == content
    (summary,) = folder.summaries([name])
    assert summary.subject == "Grüße an alle"
    assert summary.recipients == ("robin@example.org", "second@example.net")


def test_thousands_of_messages_leave_only_the_newest(catcher: Catcher) -> None:
    with catcher.connect() as smtp:
        for number in range(1500):
            smtp.sendmail("a@example.org", ["b@example.org"], f"Subject: {number}\r\n\r\nx\r\n".encode())
    folder = MailFolder(catcher.folder)
    names = folder.names()
    assert len(names) == 200
    assert [caught.subject for caught in folder.summaries([names[0], names[-1]])] == ["1499", "1300"]
    assert len(list((catcher.folder / "envelopes").iterdir())) == 200


def test_what_an_earlier_catcher_kept_counts_too(tmp_path: Path) -> None:
    first = MailFolder(tmp_path / "mail", keep=3)
    for number in range(3):
        first.keep_message(f"Subject: {number}\r\n\r\n".encode(), "", [])
    second = MailFolder(tmp_path / "mail", keep=3)
    second.keep_message(b"Subject: 3\r\n\r\n", "", [])
    assert [caught.subject for caught in second.summaries(second.names())] == ["3", "2", "1"]


@pytest.mark.django_db
def test_the_pages_show_list_text_links_headers_and_bytes(catcher: Catcher) -> None:
    with catcher.connect() as smtp:
        smtp.send_message(letter("Please <confirm>", html="<p>Hello <script>alert(1)</script></p>"))
    client = Client()
    listed = client.get(reverse("mail_catcher:messages"))
    assert listed.status_code == 200
    assert "Please &lt;confirm&gt;" in listed.content.decode()
    (name,) = MailFolder(catcher.folder).names()
    shown = client.get(reverse("mail_catcher:message", args=[name])).content.decode()
    assert 'href="http://localhost:8000/confirm/abc/?x=1"' in shown
    assert "robin@example.org" in shown
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown
    raw = client.get(reverse("mail_catcher:raw", args=[name]))
    assert raw.content == MailFolder(catcher.folder).read(name)
    assert raw.headers["Content-Type"].startswith("text/plain")


@pytest.mark.django_db
def test_the_html_part_may_run_and_load_nothing(catcher: Catcher) -> None:
    with catcher.connect() as smtp:
        smtp.send_message(letter(html='<p>Hello</p><script src="https://evil.example/x.js"></script>'))
    (name,) = MailFolder(catcher.folder).names()
    answer = Client().get(reverse("mail_catcher:html", args=[name]))
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["..%2f..%2fsettings.py", "unknown", "1" * 19 + ".000000.abcdefab"])
def test_names_that_are_none_of_ours_are_not_found(name: str, tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    for page in ("", "html/", "raw/"):
        assert Client().get(f"/mail-catcher/{name}/{page}").status_code == 404


@pytest.mark.django_db
def test_broken_messages_can_be_listed_and_opened(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    folder = MailFolder(tmp_path / "mail")
    broken = [
        b"",
        b"no headers at all",
        b"Subject: =?utf-8?b?/////?=\r\nFrom: <<>>\r\n\r\n\xff\xfe",
        b"Content-Type: text/html; charset=no-such\r\n\r\n<p>x",
        b"Content-Type: multipart/mixed\r\n\r\n--x",
    ]
    for content in broken:
        folder.keep_message(content, "", [])
    client = Client()
    assert client.get("/mail-catcher/").status_code == 200
    for name in folder.names():
        assert client.get(f"/mail-catcher/{name}/").status_code == 200
        assert client.get(f"/mail-catcher/{name}/html/").status_code == 200


@pytest.mark.django_db
def test_a_long_list_is_shown_a_page_at_a_time(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    folder = MailFolder(tmp_path / "mail")
    for number in range(120):
        folder.keep_message(f"Subject: message {number}.\r\n\r\n".encode(), "", [])
    first, last = (Client().get(f"/mail-catcher/?page={page}").content.decode() for page in ("1", "3"))
    assert first.count("message ") - first.count("messages") >= 50
    assert "message 119." in first
    assert "message 69." not in first
    assert "message 0." in last


@pytest.mark.django_db
def test_emptying_needs_a_post_with_its_token(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    folder = MailFolder(tmp_path / "mail")
    folder.keep_message(b"Subject: x\r\n\r\n", "", [])
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/mail-catcher/empty/").status_code == 405
    assert strict.post("/mail-catcher/empty/").status_code == 403
    assert folder.names()
    assert Client().post("/mail-catcher/empty/").status_code == 302
    assert folder.names() == []
