"""Mailings and recipients to test with."""

import itertools
from collections.abc import Sequence
from typing import ClassVar

from delivery.api import MailContent, Mailing, MailingKind, Outcome, Recipient, Sender, create_mailing

SENDER = Sender(name="Alex Example via Test Coalition", address="news@mail.example.org")
CONTENT = MailContent(
    subject="News for {{ first_name }}",
    text="Dear {{ first_name }},\n\nthis is the news.\n",
    html="<html><body><p>Dear {{ first_name }},</p><p>this is the news.</p></body></html>",
)
_numbers = itertools.count(1)


class QuietKind(MailingKind):
    """Lets everything go and keeps what is in doubt."""

    name: ClassVar[str] = "test-quiet"
    label: ClassVar[str] = "Test mailing"
    in_doubt_rule: ClassVar = "hold"

    def may_send(self, references: Sequence[str]) -> dict[str, str]:
        return {}


class ListeningKind(MailingKind):
    """Withholds the references it was told to and remembers what it heard."""

    name: ClassVar[str] = "test-listening"
    label: ClassVar[str] = "Test letters"
    in_doubt_rule: ClassVar = "ask"

    def __init__(self) -> None:
        self.withheld: dict[str, str] = {}
        self.asked: list[str] = []
        self.heard: list[Outcome] = []
        self.fail_with: Exception | None = None
        self.fail_on_outcome: Exception | None = None

    def may_send(self, references: Sequence[str]) -> dict[str, str]:
        self.asked.extend(references)
        if self.fail_with is not None:
            raise self.fail_with
        return {reference: self.withheld[reference] for reference in references if reference in self.withheld}

    def on_outcome(self, outcomes: Sequence[Outcome]) -> None:
        if self.fail_on_outcome is not None:
            raise self.fail_on_outcome
        self.heard.extend(outcomes)


def make_mailing(*, kind: str = QuietKind.name, content: MailContent = CONTENT, **options: object) -> Mailing:
    """Create a mailing with a key of its own."""
    number = next(_numbers)
    return create_mailing(
        kind=kind,
        title=f"Mailing {number}",
        sender=SENDER,
        content=content,
        idempotency_key=f"test-{number}",
        **options,
    )


def make_recipients(count: int, *, start: int = 0, **options: object) -> list[Recipient]:
    """Make recipients `0@recipients.test` and so on, keyed and referenced by their number."""
    return [
        Recipient(
            key=f"key-{number}",
            address=f"{number}@recipients.test",
            name=f"Person {number}",
            values={"first_name": f"Person {number}"},
            reference=f"reference-{number}",
            **options,
        )
        for number in range(start, start + count)
    ]
