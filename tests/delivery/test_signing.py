"""Signatures of our own, verified by dkimpy, which shares no code with them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from delivery.alignment.finding import Level
from delivery.alignment.gate import alignment_of
from delivery.api import MailContent, add_recipients, progress, send_transactional, show_message, start_mailing
from delivery.models import Delivery
from delivery.sending.sender import send_due
from delivery.signing.keys import SigningKey, read_signing_keys
from delivery.signing.signature import canonical_body, signed
from delivery.transactional import send_waiting
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.name_server import NameServer, running_name_server
from tests.delivery.sink import Sink
from tests.delivery.test_alignment import ALIGNED, DOMAIN, quoted
from tests.delivery.test_compile import VALUES, built

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
RSA = SigningKey("relay-a", rsa.generate_private_key(65537, 2048))
ED25519 = SigningKey("relay-b", ed25519.Ed25519PrivateKey.generate())
KEYS = (RSA, ED25519)
CONTENT = MailContent(
    "News for {{ own_words }}",
    "Dear {{ own_words }},\n\n  two  spaces\tand a tab \n\n\n",
    '<p title="{{ own_words }}">Dear   {{ own_words }}</p>\n\n',
)


def published(name: bytes, **_options: Any) -> bytes:
    """Answer as the DNS would."""
    for key in KEYS:
        if name == f"{key.selector}._domainkey.{DOMAIN}.".encode():
            return key.record.encode()
    return b""


def verdicts(message: bytes, count: int = 2) -> list[bool]:
    """Return what an independent verifier says of each signature."""
    verifier = dkim.DKIM(message)
    found = []
    for number in range(count):
        try:
            found.append(verifier.verify(idx=number, dnsfunc=published))
        except dkim.ValidationError:
            found.append(False)
    return found


def letter(value: str) -> bytes:
    return built(
        CONTENT,
        {"own_words": value},
        name=value,
        sender_name=value,
        unsubscribe_url="https://www.example.org/unsubscribe/1",
    )


@hypothesis_settings(max_examples=60, deadline=None)
@given(VALUES)
@example("")
@example("\x0b\x0c\x1c\x1d\x1e\u2028\u2029\x85")
@example("  two  spaces\t")
@example("x" * 10_000)
def test_whatever_a_name_holds_both_signatures_are_valid(value: str) -> None:
    message = letter(value)
    on_the_wire = signed(message, domain=DOMAIN, keys=KEYS, at=AT)
    assert on_the_wire.endswith(message)
    assert verdicts(on_the_wire) == [True, True]
    signatures = on_the_wire[: -len(message)]
    assert signatures.isascii()
    assert all(len(line) <= 78 for line in signatures.split(b"\r\n"))
    assert signed(message, domain=DOMAIN, keys=KEYS, at=AT) == on_the_wire


BODIES = st.lists(st.sampled_from([b" ", b"\t", b"\r\n", b"a", b"=20", b"\xc3\xa9"]), max_size=40).map(b"".join)


@hypothesis_settings(max_examples=150, deadline=None)
@given(BODIES)
def test_every_shape_of_white_space_is_canonical(body: bytes) -> None:
    head = b"From:  a@example.org\t\r\nSubject: folded\r\n\t  and   folded\r\n \t again \r\nTo: b@example.org\r\n\r\n"
    assert verdicts(signed(head + body + b"\r\n", domain=DOMAIN, keys=(ED25519,), at=AT), 1) == [True]


def test_the_relaxed_form_of_a_body_is_that_of_the_standard() -> None:
    # RFC 6376, section 3.4.5.
    assert canonical_body(b" C \r\nD \t E\r\n\r\n\r\n") == b" C\r\nD E\r\n"
    assert canonical_body(b"\r\n\r\n") == b""


@pytest.mark.parametrize(
    "forged",
    [
        b"From: other@example.org\r\n",
        b"To: other@example.org\r\n",
        b"Subject: other\r\n",
        b"List-Unsubscribe: <https://elsewhere.example/>\r\n",
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        b"Reply-To: other@example.org\r\n",
    ],
)
@pytest.mark.parametrize("unsubscribe_url", ["", "https://www.example.org/unsubscribe/1"])
def test_nobody_can_add_a_second_header(forged: bytes, unsubscribe_url: str) -> None:
    message = built(CONTENT, {"own_words": "Kim"}, unsubscribe_url=unsubscribe_url)
    on_the_wire = signed(message, domain=DOMAIN, keys=KEYS, at=AT)
    assert verdicts(on_the_wire) == [True, True]
    assert verdicts(forged + on_the_wire) == [False, False]
    assert verdicts(on_the_wire.replace(b"\r\n\r\n", b"\r\n" + forged + b"\r\n", 1)) == [False, False]


def test_a_changed_word_or_way_to_leave_is_noticed() -> None:
    on_the_wire = signed(letter("Kim"), domain=DOMAIN, keys=KEYS, at=AT)
    for old, new in [(b"Dear", b"Drat"), (b"/unsubscribe/1", b"/unsubscribe/2"), (b"News for Kim", b"News for Tim")]:
        assert old in on_the_wire
        assert verdicts(on_the_wire.replace(old, new)) == [False, False]


def test_without_keys_nothing_is_added_and_without_from_nothing_signed() -> None:
    assert signed(letter("Kim"), domain=DOMAIN, keys=(), at=AT) == letter("Kim")
    with pytest.raises(ValueError, match="From"):
        signed(b"To: a@example.org\r\n\r\n", domain=DOMAIN, keys=KEYS, at=AT)


@pytest.mark.django_db
def test_a_mailing_and_a_single_message_leave_signed(sink: Sink, settings: Any) -> None:
    settings.DKIM_KEYS = KEYS
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(12))
    start_mailing(mailing.pk)
    send_due(seconds=30)
    assert progress(mailing.pk).sent == 12 == len(sink.stored)
    for stored in sink.stored:
        assert verdicts(stored.content) == [True, True]
        key = f"key-{stored.recipient.partition('@')[0]}"
        shown = show_message(mailing.pk, key)
        assert stored.content.endswith(shown)
        assert stored.content.count(b"DKIM-Signature:") == 2
        assert b"DKIM-Signature:" not in shown
    assert Delivery.objects.filter(mailing=mailing, message_digest="").count() == 0

    send_transactional(to="kim@example.org", subject="Código", text="Una línea\n\n.\n", purpose="test")
    send_waiting()
    assert verdicts(sink.stored[-1].content) == [True, True]


def pem(key: Any, encryption: KeySerializationEncryption | None = None) -> bytes:
    content: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())
    return content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pem(rsa.generate_private_key(65537, 1024)), "2026a.*1024 bits: weak"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "2026a.*neither RSA nor Ed25519"),
        (pem(ED25519.private, BestAvailableEncryption(b"secret")), "2026a.*no private key"),
        (b"nonsense", "2026a.*no private key"),
        (None, "2026a.*cannot be read"),
    ],
)
def test_a_weak_or_unreadable_key_is_refused_by_name(content: bytes | None, words: str, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=words):
        read_signing_keys([f"2026a={file}"])


@pytest.mark.parametrize("entry", ["2026a", "=key.pem", "2026a=", "-a=key.pem", "a..b=key.pem"])
def test_an_entry_that_names_no_key_is_refused(entry: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="selector=file"):
        read_signing_keys([entry])


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_key_made_here_is_read_back_and_its_record_printed(kind: str, tmp_path: Path, settings: Any) -> None:
    settings.MAIL_DOMAIN = DOMAIN
    file, out = tmp_path / "key.pem", StringIO()
    call_command("make_dkim_key", "2026a", str(file), kind=kind, stdout=out)
    (key,) = read_signing_keys([f"2026a={file}"])
    printed = out.getvalue()
    strings = re.findall(r'"([^"]*)"', printed)
    assert f"2026a._domainkey.{DOMAIN}. TXT" in printed
    assert "".join(strings) == key.record
    assert all(len(string) <= 255 for string in strings)
    assert "PRIVATE" not in printed
    assert "object at" not in repr(key)
    assert file.stat().st_mode & 0o777 == 0o600
    made = file.read_bytes()
    with pytest.raises(CommandError, match="exists already"):
        call_command("make_dkim_key", "2026a", str(file), stdout=out)
    assert file.read_bytes() == made
    with pytest.raises(ImproperlyConfigured, match="twice"):
        read_signing_keys([f"2026a={file}", f"2026A={file}"])


@pytest.fixture
def name_server(settings: Any) -> Iterator[NameServer]:
    cache.clear()
    with running_name_server(ALIGNED) as server:
        settings.DNS_SERVERS, settings.DKIM_SELECTORS, settings.DKIM_KEYS = [server.address], [], (RSA,)
        yield server
    cache.clear()


def test_the_record_of_our_own_key_must_be_its_public_half(name_server: NameServer) -> None:
    name = f"{RSA.selector}._domainkey.{DOMAIN}"
    missing = alignment_of(f"news@{DOMAIN}")
    assert "not published" in missing.reason
    assert [each.suggestion for each in missing.findings if each.subject == "DKIM"] == [RSA.record]
    name_server.zone[name, "TXT"] = [quoted(SigningKey("x", rsa.generate_private_key(65537, 2048)).record)]
    assert "Another key is published" in alignment_of(f"news@{DOMAIN}").reason
    name_server.zone[name, "TXT"] = [quoted(RSA.record)]
    report = alignment_of(f"news@{DOMAIN}")
    assert report.is_aligned
    assert {each.level for each in report.findings if each.subject == "DKIM"} == {Level.GOOD}
