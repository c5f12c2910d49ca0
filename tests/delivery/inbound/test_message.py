"""What comes back is read for what it is, whatever it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.inbound.message import READ_BYTES, read_message
from delivery.models import Delivery, EventKind
from delivery.return_path import Purpose, Reference, bounce_address, provider_tag, read_tag, unsubscribe_address
from tests.delivery.inbound.messages import DOMAIN, complaint, leaving, notification

DELIVERY = Delivery(pk=0xBEEF, address="reader@recipients.test")
OURS = Reference(Purpose.BOUNCE, 0xBEEF)


def only_report(message: bytes):
    reading = read_message(message)
    assert reading.known
    (report,) = reading.reports
    return report


def test_a_notification_says_who_why_and_in_whose_words() -> None:
    report = only_report(notification(DELIVERY))
    assert (report.kind, report.reference, report.source) == (EventKind.BOUNCED, OURS, "mailbox")
    assert (report.enhanced_code, report.reply_code) == ("5.1.1", 550)
    assert report.recipient == "reader@recipients.test"
    assert report.detail == "550 5.1.1 <gone@recipients.test>: no such mailbox"


@pytest.mark.parametrize(
    ("action", "kind"),
    [("delayed", EventKind.DELAYED), ("Delivered", EventKind.DELIVERED), ("failed (x)", EventKind.BOUNCED)],
)
def test_other_actions(action: str, kind: EventKind) -> None:
    assert only_report(notification(DELIVERY, action=action)).kind == kind


def test_a_relayed_message_is_no_news() -> None:
    assert read_message(notification(DELIVERY, action="relayed")).reports == ()


def test_the_copy_of_our_message_tells_whom_a_notification_to_another_address_is_about() -> None:
    ours = f"Return-Path: <{bounce_address(DELIVERY.pk, DOMAIN)}>\r\nSubject: x\r\n\r\n".encode()
    assert only_report(notification(DELIVERY, to="postmaster@mail.example.org", original=ours)).reference == OURS


def test_copies_of_two_of_our_messages_are_left_to_people() -> None:
    two = "".join(f"Return-Path: <{bounce_address(pk, DOMAIN)}>\r\n" for pk in (1, 2)).encode()
    assert not read_message(notification(DELIVERY, to="postmaster@mail.example.org", original=two)).known


@pytest.mark.parametrize(
    "forged",
    [
        "bounces+beef.0123456789abcdef@mail.example.org",
        "bounces+1.0000000000000000@mail.example.org",
        unsubscribe_address(0xBEEF, DOMAIN).replace("unsubscribe", "bounces"),
        "bounces+t" + bounce_address(0xBEEF, DOMAIN).removeprefix("bounces+"),
    ],
)
def test_a_forged_bounce_address_reports_nothing(forged: str) -> None:
    reading = read_message(notification(DELIVERY, to=forged))
    assert (reading.known, reading.reports) == (False, ())


def test_a_notification_of_fifty_megabytes_is_read_from_its_beginning() -> None:
    huge = notification(DELIVERY, original=b"Subject: x\r\n\r\n" + b"A" * 50_000_000)
    assert only_report(huge).reference == OURS
    assert len(huge) > 50_000_000 > READ_BYTES


def test_garbage_in_charset_headers_and_words_does_no_harm() -> None:
    raw = notification(DELIVERY, diagnostic="smtp; 550 5.1.1 \udcff\udcfe kein Postfach\r\n continued \x0b here")
    raw = raw.replace(b"charset=us-ascii", b'charset="x-\xff-klingon"').replace(b"Mail Delivery", b"\xc3\x28 Delivery")
    report = only_report(raw)
    assert report.enhanced_code == "5.1.1"
    assert report.detail.startswith("550 5.1.1 ")
    assert report.detail.isprintable()


def test_international_notifications_are_read() -> None:
    raw = notification(DELIVERY).replace(b"message/delivery-status", b"message/global-delivery-status")
    assert only_report(raw).enhanced_code == "5.1.1"


def test_a_complaint_is_found_by_the_copy_of_our_message() -> None:
    report = only_report(complaint(DELIVERY))
    assert (report.kind, report.reference) == (EventKind.COMPLAINED, OURS)


@pytest.mark.parametrize(("kind", "reports"), [("opt-out", 1), ("not-spam", 0), ("auth-failure", 0), ("\xff", 0)])
def test_other_feedback_is_no_complaint(kind: str, reports: int) -> None:
    reading = read_message(complaint(DELIVERY, kind=kind))
    assert len(reading.reports) == reports
    assert all(report.kind == EventKind.UNSUBSCRIBED for report in reading.reports)


def test_mail_to_the_unsubscribe_address_unsubscribes_and_its_automatic_echo_does_not() -> None:
    assert only_report(leaving(DELIVERY)).kind == EventKind.UNSUBSCRIBED
    assert read_message(leaving(DELIVERY, automatic=True)).reports == ()
    stolen = bounce_address(DELIVERY.pk, DOMAIN).replace("bounces", "unsubscribe")
    assert not read_message(leaving(DELIVERY, to=stolen)).known


def test_vacation_notes_are_of_no_interest_and_letters_are_for_people() -> None:
    vacation = f"To: {bounce_address(1, DOMAIN)}\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n".encode()
    assert (read_message(vacation).known, read_message(vacation).reports) == (True, ())
    assert not read_message(b"To: hello@mail.example.org\r\nSubject: A question\r\n\r\nHello?\r\n").known


@given(st.binary(max_size=2_000))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert read_message(data).reports == ()


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=1_200))
def test_a_damaged_notification_reports_the_truth_or_nothing(noise: bytes, at: int) -> None:
    raw = notification(DELIVERY)
    reading = read_message(raw[:at] + noise + raw[at:])
    assert {report.reference for report in reading.reports} <= {OURS}


def test_nested_parts_without_end_are_left_to_people() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (depth, depth) for depth in range(5_000)
    )
    assert not read_message(nested).known


@given(st.sampled_from([Purpose.BOUNCE, Purpose.TRANSACTIONAL]), st.integers(min_value=1, max_value=2**63 - 1))
def test_a_providers_tag_leads_back(purpose: Purpose, number: int) -> None:
    assert read_tag(provider_tag(Reference(purpose, number))) == Reference(purpose, number)


def test_a_proof_made_with_an_older_key_still_counts(settings) -> None:
    address = bounce_address(7, DOMAIN)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of a good length, for after the rotation of keys"
    assert only_report(notification(Delivery(pk=7, address="x@y.test"), to=address)).reference.number == 7
