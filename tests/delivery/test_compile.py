"""Whatever stands in a slot, the finished message parses back to what was meant."""

import html as html_module
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from delivery.api import MailContent, MailingContentError, clean_header_value
from delivery.cleaning import clean_text_value
from delivery.compile import CompiledContent, compile_content, digest_of, literal_body
from delivery.encoding import LONGEST_SUBJECT_VALUE, encode_text, shorten_display_name
from delivery.message import Addressee, Envelope, build_message

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ENVELOPE = Envelope(
    public_id="a" * 32,
    kind="test",
    sender_name="Alex Example via Test Coalition",
    sender_address="news@mail.example.org",
    reply_to="office@mail.example.org",
    list_id="news.mail.example.org",
    headers=(("X-Topic", "señales"),),
    domain="mail.example.org",
)
# Everything a person, a form or an attacker could put into a name, and everything Python takes for a line break.
NASTY = [
    "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\r\n", "\r", "\n", "\0", "\ud800", "\u202e",
    "\u200f", "=?utf-8?q?x?=", "{{ own_words }}", "<script>", '"', "'", "&amp;", ".", "\n.\n", "From ", "=", "=3D", " ",
    "\t", ",", ";", "<", ">", "@", "\\", "(", ")", "é", "日本", "😀", "a" * 80, "{{", "%0d%0aBcc: x@example.org",
]  # fmt: skip
VALUES = st.lists(st.one_of(st.sampled_from(NASTY), st.text(st.characters(), max_size=30)), max_size=8).map("".join)


def built(content: MailContent, values: dict[str, str], **addressee: str) -> bytes:
    fields = {
        "key": "1",
        "address": "kim@example.org",
        "name": "",
        "reply_to": "",
        "sender_name": "",
        "unsubscribe_url": "",
    }
    return build_message(compile_content(content), ENVELOPE, Addressee(values=values, **{**fields, **addressee}), AT)


def parsed(message: bytes) -> EmailMessage:
    """Parse, after checking what must hold for every message's bytes."""
    assert message.isascii()
    assert message.endswith(b"\r\n")
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert b"\r" not in message.replace(b"\r\n", b"")
    assert all(len(line) <= 998 and not line.startswith(b".") for line in message.split(b"\r\n"))
    found = message_from_bytes(message, _class=EmailMessage, policy=policy.default)
    assert not found.defects
    assert {"Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"} <= set(found.keys())
    assert set(found.keys()) <= {
        *("Date", "From", "To", "Reply-To", "Subject", "Message-ID", "Feedback-ID", "List-ID", "X-Topic"),
        *("List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    }
    return found


def normal(text: str) -> str:
    return text.replace("\r\n", "\n")


@settings(max_examples=300, deadline=None)
@given(VALUES)
@example("\x0b\x0c\x1c\x1d\x1e\u2028\u2029\x85")
@example(".\n.\r\n..")
@example("x" * 10_000)
def test_plain_text_is_what_was_meant(value: str) -> None:
    content = MailContent("s", "Dear {{ own_words }},\n.{{ own_words }}{{ own_words }}\n\nbye ")
    body = parsed(built(content, {"own_words": value})).get_content()
    clean = clean_text_value(value)
    assert normal(body) == f"Dear {clean},\n.{clean}{clean}\n\nbye \n"


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_html_text_attribute_and_address_are_what_was_meant(value: str) -> None:
    content = MailContent(
        "s",
        "t",
        '<p id="t">{{ v }}</p><a id="a" title="{{ v }}" href="https://example.org/?q={{ v }}">x</a><a id="u" href="{{ v }}">y</a>',
    )
    message = parsed(built(content, {"v": value}))
    part = message.get_body(("html",))
    source = part.get_content()
    assert "<script>" not in source
    tree = lxml_html.fromstring(source)
    clean = clean_text_value(value)
    expected = html_module.escape(clean).replace("\n", "<br>\n")
    assert f'<p id="t">{expected}</p>' in normal(source)
    link = tree.get_element_by_id("a")
    assert link.get("title") == html_module.unescape(html_module.escape(" ".join(clean.split())))
    assert link.get("href") == "https://example.org/?q=" + quote(clean.strip(), safe="")
    assert tree.get_element_by_id("u").get("href").split(":")[0].lower() in {"#", "http", "https", "mailto", "tel"}
    assert {element.tag for element in tree.iter()} <= {"html", "body", "div", "p", "a", "br"}


@settings(max_examples=400, deadline=None)
@given(VALUES)
@example("=?utf-8?q?=41?=")
@example("a" * 10_000)
@example("é" * 500)
@example('Kim "K" Example, (Dr.) <x@example.org>')
def test_headers_are_what_was_meant(value: str) -> None:
    content = MailContent("For {{ v }}: news", "t")
    message = parsed(built(content, {"v": value}, name=value, sender_name=value))
    clean = clean_header_value(value)
    shown = clean if len(clean) <= LONGEST_SUBJECT_VALUE else clean[: LONGEST_SUBJECT_VALUE - 1].rstrip() + "…"
    assert message["Subject"] == clean_header_value(f"For {shown}: news")
    for header, address in (("To", "kim@example.org"), ("From", "news@mail.example.org")):
        (mailbox,) = message[header].addresses
        assert mailbox.addr_spec == address
        expected = shorten_display_name(value) or ("" if header == "To" else ENVELOPE.sender_name)
        assert mailbox.display_name == expected
    assert message["X-Topic"] == "señales"


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_cleaned_header_values_are_single_lines(value: str) -> None:
    clean = clean_header_value(value)
    assert len(clean.splitlines()) <= 1
    assert clean_header_value(clean) == clean
    assert clean.encode("utf-8").decode("utf-8") == clean


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_literal_bodies_are_what_was_meant(value: str) -> None:
    message = message_from_bytes(literal_body(value, f"<p>{value}").encode(), policy=policy.default)
    assert normal(message.get_body(("plain",)).get_content()).removesuffix("\n") == clean_text_value(
        value.replace("\r\n", "\n").replace("\r", "\n")
    ).removesuffix("\n")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_stored_form_rebuilds_the_same_bytes(text: str) -> None:
    content = MailContent("s {{ a }}", "{{ a }}" + text.replace("{", "").replace("%", "") + "x", "<p>{{ a }}</p>")
    compiled = compile_content(content)
    again = CompiledContent.loads(compiled.dumps())
    assert again == compiled
    assert digest_of(compiled.dumps()) == digest_of(compile_content(content).dumps())


@pytest.mark.parametrize(
    "text",
    [
        "{{ settings.SECRET_KEY }}",
        "{% for x in y %}{% endfor %}",
        "{{ name|safe }}",
        "{{ 7*7 }}",
        "{{ Name }}",
        "{{ }}",
        "{# x #}",
        "{{ name",
    ],
)
@pytest.mark.parametrize("place", ["subject", "text", "html"])
def test_anything_but_a_bare_slot_is_refused(text: str, place: str) -> None:
    fields = {"subject": "s", "text": "t", "html": "<p>h</p>"}
    with pytest.raises(MailingContentError, match="Only plain slots"):
        compile_content(MailContent(**{**fields, place: f"x {text} y"}))


@pytest.mark.parametrize(
    "html",
    [
        "<!-- {{ a }} -->",
        "<style>p { color: {{ a }} }</style>",
        "<script>var x = '{{ a }}'</script>",
        "<p {{ a }}>x</p>",
        "<{{ a }}>",
        "<p title={{ a }}>x</p>",
        '<p onclick="{{ a }}">x</p>',
        '<p style="color: {{ a }}">x</p>',
        '<img srcset="{{ a }} 2x">',
        "<p title='x'{{ a }}>",
    ],
)
def test_a_slot_where_no_escaping_is_safe_is_refused(html: str) -> None:
    with pytest.raises(MailingContentError, match="nothing can be filled in there safely"):
        compile_content(MailContent("s", "t", html))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a?b=c&d=e", "https://example.org/a?b=c&d=e"),
        ("javascript:alert(1)", "#"),
        ("\x01javascript:alert(1)", "#"),
        ("java\nscript:alert(1)", "#"),
        ("data:text/html,x", "#"),
        ('" onclick="x', "#"),
        ("http://[broken", "#"),
    ],
)
def test_only_harmless_addresses_become_links(address: str, expected: str) -> None:
    message = parsed(built(MailContent("s", "t", '<a href="{{ v }}">x</a>'), {"v": address}))
    tree = lxml_html.fromstring(message.get_body(("html",)).get_content())
    assert tree.get("href") == expected
    assert set(tree.keys()) == {"href"}


def test_outlooks_conditional_comments_are_filled() -> None:
    content = MailContent("s", "t", '<!--[if mso]><a href="{{ v }}">{{ w }}</a><![endif]--><p>x</p>')
    source = parsed(built(content, {"v": "https://example.org/", "w": "--> & <b>"})).get_body(("html",)).get_content()
    assert '<a href="https://example.org/">--&gt; &amp; &lt;b&gt;</a>' in source


def test_one_click_unsubscribe_headers_come_with_the_address() -> None:
    message = parsed(built(MailContent("s", "t"), {}, unsubscribe_url="https://example.org/unsubscribe/x"))
    assert message["List-Unsubscribe"] == "<https://example.org/unsubscribe/x>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-ID"] == "<news.mail.example.org>"
    assert "List-Unsubscribe" not in parsed(built(MailContent("s", "t"), {}))


def test_message_id_depends_on_mailing_and_key_alone() -> None:
    first = parsed(built(MailContent("s {{ v }}", "t"), {"v": "1"}))
    second = parsed(built(MailContent("other {{ v }}", "t"), {"v": "2"}, name="Kim"))
    other = parsed(built(MailContent("s", "t"), {}, key="2"))
    assert first["Message-ID"] == second["Message-ID"] != other["Message-ID"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_quoted_printable_lines_are_short(text: str) -> None:
    assert all(len(line) <= 76 for line in encode_text(text).split("\r\n"))
