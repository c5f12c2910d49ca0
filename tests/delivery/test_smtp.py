"""Servers as they are: encrypted, asking for a password, babbling, endless, foreign."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from delivery.api import Recipient, add_recipients, delivery_states, progress, start_mailing
from delivery.sending.sender import send_due
from delivery.smtp.opening import OpeningError, open_connection
from delivery.smtp.replies import ProtocolError, ReplyReader
from delivery.smtp.server import Server
from delivery.smtp.single import SingleSender
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Hang, Say, Session, running_sink


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path: Path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def started(count: int) -> int:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(count))
    start_mailing(mailing.pk)
    return mailing.pk


@pytest.mark.django_db
@pytest.mark.parametrize(("security", "implicit"), [("starttls", False), ("tls", True)])
def test_mailings_leave_encrypted_and_signed_in(settings, tls, security: str, implicit: bool) -> None:
    mailing = started(120)
    settings.SMTP_SECURITY, settings.SMTP_USER, settings.SMTP_PASSWORD = security, "coalition", "sesame"
    with running_sink(tls=tls, implicit_tls=implicit, credentials=("coalition", "sesame")) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=30)
        assert len(sink.stored) == 120
        assert "AUTH" in sink.commands
    assert progress(mailing).sent == 120


def test_single_messages_leave_encrypted_and_signed_in(tls) -> None:
    with running_sink(tls=tls, credentials=("coalition", "sesame")) as sink:
        server = Server("127.0.0.1", sink.port, "coalition", "sesame", "starttls")
        with SingleSender(server) as sender:
            assert sender.send("a@example.org", ["b@example.org"], b"Subject: x\r\n\r\nx\r\n").accepted
        assert sink.copies().total() == 1


@pytest.mark.parametrize(
    ("options", "security", "user", "words"),
    [
        ({}, "starttls", "", "offers no STARTTLS"),
        ({}, "none", "coalition", "no way to sign in"),
        ({"credentials": ("coalition", "other")}, "none", "coalition", "535"),
        ({"script": lambda stage, _: Say(b"554 go away") if stage == "connect" else None}, "none", "", "Greeting: 554"),
        (
            {"script": lambda stage, _: Say(b"\xff\xfe\x00hello") if stage == "connect" else None},
            "none",
            "",
            "not SMTP",
        ),
        ({"script": lambda stage, _: Hang() if stage == "EHLO" else None}, "none", "", "did not answer within"),
    ],
)
def test_no_connection_says_why(options, security, user, words: str) -> None:
    with running_sink(**options) as sink, pytest.raises(OpeningError, match=words):
        open_connection(Server("127.0.0.1", sink.port, user, "sesame", security), local_name="localhost", time_out=1)


def test_encryption_is_checked_by_certificate_when_live(settings, tls) -> None:
    settings.OUTBOUND = "live"
    with running_sink(tls=tls) as sink, pytest.raises(OpeningError, match=r"(?i)certificate"):
        open_connection(Server("127.0.0.1", sink.port, security="starttls"), local_name="localhost")


@pytest.mark.django_db
def test_an_international_address_needs_a_server_that_takes_it(settings) -> None:
    for international, state in ((True, "sent"), (False, "failed")):
        mailing = make_mailing()
        add_recipients(mailing.pk, [Recipient("1", "jörg@bücher.example", values={"first_name": "Jörg"})])
        start_mailing(mailing.pk)
        with running_sink(international=international) as sink:
            settings.SMTP_PORT = sink.port
            send_due(seconds=10)
            assert delivery_states(mailing.pk, ["1"])["1"].state == state
            assert sink.recipients() == ({"jörg@xn--bcher-kva.example": 1} if international else {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reply", "state", "detail"),
    [
        (b"250-" + b"thanks " * 100_000 + b"\r\n250 done", None, ""),
        (
            b"\r\n".join([b"250-line %d of many many many many" % number for number in range(25_000)])
            + b"\r\n250 done",
            "sent",
            "line 0",
        ),
        (b"250 caf\xe9 \x0b\x00 \x85ok", "sent", "caf"),
        (b"\x16\x03\x01 what", "in_doubt", "not SMTP"),
        (b"554 5.6.0 \xff\xff", "failed", "5.6.0"),
        (b"299", "sent", ""),
    ],
)
def test_whatever_the_server_answers_is_accounted_for(settings, reply: bytes, state: str | None, detail: str) -> None:
    mailing = started(1)

    def script(stage: str, _session: Session) -> Say | None:
        return Say(reply) if stage == "DOT" else None

    with running_sink(script=script) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=10)
    found = delivery_states(mailing, ["key-0"])["key-0"]
    assert found.state == (state or "in_doubt")
    assert detail in found.detail
    assert found.detail.isprintable()


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_bytes_surprise_the_reader_of_replies(chunks: list[bytes]) -> None:
    reader = ReplyReader()
    try:
        replies = [reply for chunk in chunks for reply in reader.feed(chunk)]
    except ProtocolError:
        return
    assert all(200 <= reply.code <= 599 and reply.words.isprintable() for reply in replies)


@given(st.integers(200, 599), st.lists(st.text("abc 12.", max_size=20), min_size=1, max_size=5), st.integers(1, 7))
def test_replies_are_read_however_they_are_cut(code: int, lines: list[str], cut: int) -> None:
    last = len(lines) - 1
    data = b"".join(f"{code}{' ' if n == last else '-'}{line}\r\n".encode() for n, line in enumerate(lines)) * 2
    reader = ReplyReader()
    replies = [reply for start in range(0, len(data), cut) for reply in reader.feed(data[start : start + cut])]
    assert [reply.code for reply in replies] == [code, code]
    assert replies[0].words == " ".join(" ".join(lines).split())
