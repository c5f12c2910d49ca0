"""Recipients go in once, whatever they bring."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from delivery.api import (
    MailContent,
    MailingContentError,
    Recipient,
    Sender,
    add_recipients,
    create_mailing,
    delivery_states,
    progress,
    show_message,
)
from delivery.models import Delivery, Mailing
from tests.delivery.factories import CONTENT, SENDER, QuietKind, make_mailing, make_recipients

pytestmark = pytest.mark.django_db


def test_the_same_key_gives_the_same_mailing_and_keeps_its_text() -> None:
    given_ = {"kind": QuietKind.name, "title": "A", "sender": SENDER, "idempotency_key": "same"}
    first = create_mailing(**given_, content=CONTENT)
    second = create_mailing(**given_, content=MailContent("other", "other"))
    assert first.pk == second.pk
    assert first.variants.get().subject == CONTENT.subject


def test_adding_again_changes_nothing(django_assert_max_num_queries) -> None:
    mailing = make_mailing()
    assert add_recipients(mailing.pk, make_recipients(10)) == 10
    assert add_recipients(mailing.pk, make_recipients(15)) == 5
    with django_assert_max_num_queries(8):
        assert add_recipients(mailing.pk, make_recipients(1_000, start=5)) == 990
    assert progress(mailing.pk).intended == progress(mailing.pk).queued == 1_005


def test_a_missing_value_names_slot_and_recipient_and_adds_nobody() -> None:
    mailing = make_mailing()
    recipients = [*make_recipients(3), Recipient("late", "x@example.org", values={})]
    with pytest.raises(MailingContentError, match=r"slot 'first_name'.*late"):
        add_recipients(mailing.pk, recipients)
    assert progress(mailing.pk).intended == 0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@",
        "@b.example",
        "a b@example.org",
        "a@example.org\r\nRCPT TO:<x@example.org>",
        "a@-x.org",
        "ü" * 80 + "@example.org",
    ],
)
def test_an_address_no_server_would_take_is_a_failed_delivery_that_says_so(address: str) -> None:
    mailing = make_mailing()
    assert add_recipients(mailing.pk, [Recipient("1", address, values={"first_name": "Kim"})]) == 1
    state = delivery_states(mailing.pk, ["1"])["1"]
    assert state.state == "failed"
    assert "address" in state.detail or "domain" in state.detail


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        ("kim@bücher.example", "kim@xn--bcher-kva.example"),
        (" Kim@Example.ORG ", "Kim@Example.ORG"),
        ("kim+tag@example.org", "kim+tag@example.org"),
        ("jörg@example.org", "jörg@example.org"),
        ('"kim(example)"@example.org', '"kim(example)"@example.org'),
    ],
)
def test_addresses_take_the_form_of_the_wire(address: str, stored: str) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, [Recipient("1", address, values={"first_name": "Kim"})])
    assert (Delivery.objects.get().state, Delivery.objects.get().address) == ("queued", stored)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=200), st.text(st.characters(), max_size=200))
def test_any_name_and_value_goes_in_and_comes_out(name: str, value: str) -> None:
    mailing = make_mailing()
    add_recipients(
        mailing.pk, [Recipient("1", "kim@example.org", name=name, values={"first_name": value, "unused": value})]
    )
    assert show_message(mailing.pk, "1").isascii()
    assert set(Delivery.objects.get(mailing=mailing).values) == {"first_name"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://example.org/\r\nBcc: x",
        "https://example.org/a b",
        "ftp://x",
        "https://exämple.org/",
    ],
)
def test_an_unsubscribe_address_that_could_break_a_header_is_refused(url: str) -> None:
    mailing = make_mailing()
    with pytest.raises(MailingContentError, match="unsubscribe"):
        add_recipients(mailing.pk, [Recipient("1", "kim@example.org", values={"first_name": ""}, unsubscribe_url=url)])


def test_variants_are_chosen_per_recipient() -> None:
    mailing: Mailing = create_mailing(
        kind=QuietKind.name,
        title="Two languages",
        sender=Sender("Coalition", "news@mail.example.org"),
        content=[MailContent("News", "Hello {{ name_en }}"), MailContent("Noticias", "Hola {{ name_es }}")],
        idempotency_key="variants",
    )
    add_recipients(
        mailing.pk,
        [
            Recipient("en", "a@example.org", values={"name_en": "Ann"}),
            Recipient("es", "b@example.org", values={"name_es": "Ana"}, variant=1),
        ],
    )
    assert b"Hello=20=\r\nAnn" in show_message(mailing.pk, "en")
    assert b"Hola=20=\r\nAna" in show_message(mailing.pk, "es")
    with pytest.raises(MailingContentError, match="text number 7"):
        add_recipients(mailing.pk, [Recipient("x", "c@example.org", variant=7)])
