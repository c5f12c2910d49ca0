"""SPF, DKIM and DMARC as a real name server tells them; live mode sends nothing that is not aligned."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.cache import cache
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from delivery.alignment.dmarc import Policy
from delivery.alignment.finding import Level
from delivery.alignment.gate import alignment_of
from delivery.alignment.report import AlignmentReport
from delivery.api import MailingStateError, add_recipients, pause_mailing, resume_mailing, start_mailing
from delivery.models import MailingStatus
from delivery.sweep import pause_unaligned
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.name_server import NameServer, Zone, running_name_server
from tests.delivery.test_staff import page, staff_client

DOMAIN = "mail.example.org"
KEY_NAME = f"relay._domainkey.{DOMAIN}"


def rsa_record(bits: int) -> str:
    key = rsa.generate_private_key(65537, bits).public_key()
    return (
        "v=DKIM1; k=rsa; p="
        + base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    )


def quoted(text: str) -> str:
    """Return a TXT record of several strings, as long ones are published."""
    return " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))


GOOD_KEY = rsa_record(2048)
ALIGNED: Zone = {
    (DOMAIN, "TXT"): [quoted("v=spf1 include:relay.example -all"), '"something-else=1"'],
    ("relay.example", "TXT"): ['"v=spf1 ip4:192.0.2.0/24 ?all"'],
    (KEY_NAME, "TXT"): [quoted(GOOD_KEY)],
    ("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=reject; rua=mailto:dmarc@example.org"'],
    (DOMAIN, "MX"): ["10 relay.example."],
}


@pytest.fixture
def name_server(settings: Any) -> Iterator[NameServer]:
    cache.clear()
    with running_name_server(ALIGNED) as server:
        settings.DNS_SERVERS, settings.DKIM_SELECTORS = [server.address], ["relay"]
        yield server
    cache.clear()


def levels(report: AlignmentReport) -> dict[str, Level]:
    return {finding.subject: finding.level for finding in report.findings}


def test_a_domain_in_order_is_aligned(name_server: NameServer) -> None:
    report = alignment_of(f"news@{DOMAIN}")
    assert report.is_aligned
    assert levels(report) == dict.fromkeys(["SPF", "DKIM", "DMARC", "Bounces"], Level.GOOD)
    assert report.reason == ""
    assert alignment_of(f"news@regional.{DOMAIN}").is_aligned


@pytest.mark.parametrize(
    ("name", "records", "subject", "level", "words"),
    [
        (DOMAIN, [], "SPF", Level.WRONG, "no SPF record"),
        (DOMAIN, ['"v=spf1 -all"', '"v=spf1 a -all"'], "SPF", Level.WRONG, "several"),
        (DOMAIN, ['"v=spf1 ip4:192.0.2.1 all"'], "SPF", Level.WRONG, "every server in the world"),
        (DOMAIN, ['"v=spf1 include:nowhere.example -all"'], "SPF", Level.WRONG, "nowhere.example"),
        (DOMAIN, [f'"v=spf1 include:{DOMAIN} -all"'], "SPF", Level.WRONG, "includes itself"),
        (DOMAIN, ['"v=spf1 ipv4:192.0.2.1 -all"'], "SPF", Level.WRONG, "ipv4:192.0.2.1"),
        (DOMAIN, [quoted("v=spf1" + " a" * 11 + " -all")], "SPF", Level.WRONG, "more than ten"),
        (DOMAIN, [quoted("v=spf1" + " a" * 10 + " ~all")], "SPF", Level.GOOD, "may not send"),
        (DOMAIN, ['"v=spf1 a"'], "SPF", Level.ADVICE, "-all"),
        (DOMAIN, ['"v=spf1 redirect=relay.example"'], "SPF", Level.ADVICE, "-all"),
        (DOMAIN, ['"V=SPF1 exists:%{i}.relay.example -ALL"'], "SPF", Level.GOOD, "may not send"),
        (KEY_NAME, [], "DKIM", Level.WRONG, "no key"),
        (KEY_NAME, ['"v=DKIM1; p="'], "DKIM", Level.WRONG, "withdrawn"),
        (KEY_NAME, ['"v=DKIM1; p=bm90IGEga2V5"'], "DKIM", Level.WRONG, "cannot be read"),
        (KEY_NAME, [quoted(GOOD_KEY.replace("p=", "t=y; p="))], "DKIM", Level.ADVICE, "t=y"),
        (KEY_NAME, [quoted(rsa_record(1024))], "DKIM", Level.ADVICE, "1024"),
        ("_dmarc.example.org", [], "DMARC", Level.WRONG, "no DMARC record"),
        ("_dmarc.example.org", ['"v=DMARC1; p=all"'], "DMARC", Level.WRONG, "must say"),
        ("_dmarc.example.org", ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"'], "DMARC", Level.WRONG, "several"),
        ("_dmarc.example.org", ['"v=DMARC1;p=none"'], "DMARC", Level.ADVICE, "only report"),
    ],
)
def test_what_is_wrong_is_named(
    name_server: NameServer, name: str, records: list[str], subject: str, level: Level, words: str
) -> None:
    name_server.zone[name, "TXT"] = records
    report = alignment_of(f"news@{DOMAIN}")
    (finding,) = [each for each in report.findings if each.subject == subject]
    assert (finding.level, report.is_aligned) == (level, level != Level.WRONG)
    assert words in finding.words
    assert (words in report.reason) == (level == Level.WRONG)


def test_an_ed25519_key_alone_is_little_read(name_server: NameServer) -> None:
    raw = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    name_server.zone[KEY_NAME, "TXT"] = [f'"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"']
    assert levels(alignment_of(f"news@{DOMAIN}"))["DKIM"] == Level.ADVICE


def test_without_a_selector_nobody_knows_the_key(name_server: NameServer, settings: Any) -> None:
    settings.DKIM_SELECTORS = []
    report = alignment_of(f"news@{DOMAIN}")
    assert not report.is_aligned
    assert "DKIM_SELECTORS" in report.reason


def test_strict_alignment_wants_the_very_domain(name_server: NameServer) -> None:
    name_server.zone["_dmarc.example.org", "TXT"] = ['"v=DMARC1; p=reject; aspf=s; adkim=s"']
    assert alignment_of(f"news@{DOMAIN}").is_aligned
    report = alignment_of(f"news@regional.{DOMAIN}")
    assert not report.is_aligned
    assert "SPF does not speak for it" in report.reason
    assert "DKIM does not speak for it" in report.reason


def test_relaxed_alignment_stays_inside_the_domain_of_the_policy() -> None:
    policy = Policy("example.org", "", is_spf_strict=False, is_dkim_strict=False)
    assert policy.aligned("bounces.example.org", "mail.example.org", is_strict=False)
    assert not policy.aligned("bounces.example.org", "mail.example.org", is_strict=True)
    assert not policy.aligned("evil-example.org", "mail.example.org", is_strict=False)


@pytest.mark.usefixtures("db")
def test_live_mode_starts_nothing_that_is_not_aligned(name_server: NameServer, settings: Any) -> None:
    settings.OUTBOUND = "live"
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(2))
    name_server.zone[KEY_NAME, "TXT"] = []
    with pytest.raises(MailingStateError, match=r"may not leave.*no key"):
        start_mailing(mailing.pk)
    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.DRAFT
    name_server.zone[KEY_NAME, "TXT"] = [quoted(GOOD_KEY)]
    assert start_mailing(mailing.pk).status == MailingStatus.RUNNING
    asked = len(name_server.asked)
    pause_mailing(mailing.pk)
    assert resume_mailing(mailing.pk).status == MailingStatus.RUNNING
    assert len(name_server.asked) == asked


@pytest.mark.usefixtures("db")
def test_running_mailings_stop_when_a_record_is_lost_but_not_when_the_dns_is_silent(
    name_server: NameServer, settings: Any
) -> None:
    mailing = make_mailing()
    start_mailing(mailing.pk)
    assert name_server.asked == []
    settings.OUTBOUND = "live"
    name_server.failing = {DOMAIN}
    assert pause_unaligned() == 0
    name_server.failing = set()
    name_server.zone["_dmarc.example.org", "TXT"] = []
    assert pause_unaligned() == 1
    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.PAUSED
    assert "no DMARC record" in mailing.pause_reason
    name_server.failing = {DOMAIN}
    with pytest.raises(MailingStateError, match="may not leave"):
        resume_mailing(mailing.pk)


@pytest.mark.usefixtures("db")
def test_staff_see_what_to_add(name_server: NameServer) -> None:
    client = staff_client("view_mailing")
    assert "is yours" in page(client, "alignment")
    name_server.zone["_dmarc.example.org", "TXT"] = []
    name_server.zone[DOMAIN, "TXT"] = ['"v=spf1 <script> -all"']
    shown = page(client, "alignment")
    assert f"v=DMARC1; p=none; rua=mailto:dmarc@{DOMAIN}" in shown
    assert "sandbox" in shown
    assert "<script> -all" not in shown
    assert "&lt;script&gt; -all" in shown


@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='"\\'), max_size=200))
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_in_the_dns_gives_a_finding(name_server: NameServer, text: str) -> None:
    name_server.zone[DOMAIN, "TXT"] = [f'"v=spf1 {text}"']
    name_server.zone[KEY_NAME, "TXT"] = [f'"p={text}"']
    name_server.zone["_dmarc.example.org", "TXT"] = [f'"v=DMARC1;{text}"']
    assert set(levels(alignment_of(f"news@{DOMAIN}"))) == {"SPF", "DKIM", "DMARC", "Bounces"}
