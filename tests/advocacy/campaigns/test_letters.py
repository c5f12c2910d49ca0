"""Freezing and filling letters; what the outbox is given says the same as what the member is shown."""

from email import policy
from email.parser import BytesParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy.campaigns import letters
from delivery.api import MailContent, Recipient, Sender, render_preview

MEMBER = {
    "member.first_name": "Ada",
    "member.last_name": "Example",
    "member.full_name": "Ada Example",
    "member.zip_code": "00001",
    "member.state": "State of Example",
    "member.place": "State of Example 00001",
}
TARGET = {
    "target.salutation": "Senator Doe",
    "target.full_name": "Jo Doe",
    "target.role": "Senator",
    "target.committee": "",
}
PARTS = [
    ("statement", "Dear {{ target.salutation }},\n\nplease act."),
    ("open_part", {"text": "I live in {{ member.state }}.", "limit": 100}),
    ("own_words", None),
    ("statement", "Thank you."),
]


def frozen(*, own_words_allowed: bool = True) -> letters.FrozenLetter:
    return letters.freeze(
        language="en",
        subject="To {{ target.full_name }}",
        parts=PARTS,
        own_words_allowed=own_words_allowed,
        group_id=7,
        group_name="Senators",
    )


def filled(own_words: str = "", open_parts: dict[str, str] | None = None) -> letters.FilledLetter:
    letter = frozen()
    parts = letters.part_values(letter, member_values=MEMBER, own_words=own_words, open_parts=open_parts or {})
    return letters.fill(letter, {**MEMBER, **TARGET, **parts})


def test_own_words_stand_under_a_heading_of_their_own() -> None:
    assert "I live in State of Example.\n\nIn my own words:\nMy story.\n\nThank you." in filled("My story.").body


def test_without_own_words_nothing_is_left_of_their_place() -> None:
    body = filled().body
    assert "own words" not in body
    assert "\n\n\n" not in body


def test_an_open_part_can_be_changed_or_taken_out() -> None:
    assert "Changed.\n\nThank you." in filled(open_parts={"open_part_7_1": "Changed."}).body
    assert "I live in" not in filled(open_parts={"open_part_7_1": ""}).body


def test_where_own_words_are_not_allowed_they_have_no_place() -> None:
    assert letters.OWN_WORDS not in frozen(own_words_allowed=False).slots()


def test_the_member_sees_which_pieces_are_theirs() -> None:
    own = [text for text, is_own in filled("My story.").pieces if is_own]
    assert own == ["I live in State of Example.\n\n", "In my own words:\nMy story.\n\n"]


def test_a_frozen_letter_survives_being_stored() -> None:
    assert letters.FrozenLetter.from_json(frozen().as_json()) == frozen()


@pytest.mark.django_db
def test_a_figure_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="no-such-fact"):
        letters.freeze(
            language="en", subject="S", parts=[("statement", "{{ fact.no-such-fact }}")], own_words_allowed=False
        )


@given(st.text(max_size=400))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = letters.normalise_text(text)
    assert letters.normalise_text(once) == once
    assert not any(mark in once for mark in "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\u202e")


_WRITTEN = st.text(max_size=200).map(letters.normalise_text)


@settings(max_examples=60)
@given(own_words=_WRITTEN, name=_WRITTEN.map(lambda text: " ".join(text.split())))
def test_the_outbox_sends_what_the_member_was_shown(own_words: str, name: str) -> None:
    letter = frozen()
    values = {
        **MEMBER,
        **TARGET,
        "member.full_name": name,
        **letters.part_values(letter, member_values=MEMBER, own_words=own_words, open_parts={}),
    }
    shown = letters.fill(letter, values)
    message = render_preview(
        MailContent(subject=letters.outbox_template(letter.subject), text=letters.outbox_template(letter.body)),
        Sender(name="Coalition", address="letters@mail.example.org"),
        Recipient(
            key="1",
            address="office@example.org",
            values={letters.slot_name(slot): value for slot, value in values.items()},
        ),
    )
    parsed = BytesParser(policy=policy.default).parsebytes(message)
    body = parsed.get_body(("plain",))
    assert body is not None
    sent_lines = [line.rstrip() for line in body.get_content().replace("\r\n", "\n").split("\n")]
    assert "\n".join(sent_lines).strip() == "\n".join(line.rstrip() for line in shown.body.split("\n")).strip()
    assert shown.subject in parsed["Subject"]
