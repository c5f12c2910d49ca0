"""Mailing kinds: what the owner of a mailing is asked before sending and told afterwards."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery: its new state, the words that explain it, and when."""

    reference: str
    key: str
    state: str
    detail: str
    at: datetime


class MailingKind(ABC):
    """One kind of mailing. Upper rooms register theirs in `AppConfig.ready()`."""

    name: ClassVar[str]
    label: ClassVar[str]
    in_doubt_rule: ClassVar[Literal["hold", "ask"]]
    """What happens to a message of which nobody can know whether the server took it: `hold` leaves it
    unsent for good, `ask` puts the decision before staff."""

    late_values: ClassVar[frozenset[str]] = frozenset()
    """Names of the slots whose values `values_for` gives when a message is about to leave."""

    @abstractmethod
    def may_send(self, references: Sequence[str]) -> Mapping[str, str]:
        """Return, for each reference that must not be sent, the reason; called just before sending."""

    def values_for(self, references: Sequence[str]) -> Mapping[str, Mapping[str, str]]:  # noqa: ARG002 - for kinds that have any
        """Return, for each reference, its values for the slots named in `late_values`.

        Asked for a batch of some hundred deliveries when they are about to leave, so that signed links
        and members' own values need no room in a million rows. A value named `unsubscribe_url` also
        becomes the one-click header. What was given is kept (compressed) for as long as the message can be
        shown. A reference left out gets no values, and its delivery fails if the text needs one.
        """
        return {}

    def on_outcome(self, outcomes: Sequence[Outcome]) -> None:  # noqa: B027 - a kind need not listen
        """Take note of outcomes; called after commit, at least once each: it must be idempotent."""

    def on_feedback(self, feedback: Sequence[Outcome]) -> None:
        """Take note of what was reported about sent messages: delivered, delayed, bounced, complained, unsubscribed.

        Called after commit, at least once each: it must be idempotent. Unless a kind says otherwise it
        hears of these as it hears of outcomes.
        """
        if self.wants_outcomes():
            self.on_outcome(feedback)

    def unsubscribe(self, reference: str) -> bool:  # noqa: ARG002 - for kinds that know better
        """End what the delivery was sent for, at its reader's wish; return whether the kind could.

        Otherwise the outbox suppresses the address for all bulk mail. Called inside a transaction.
        """
        return False

    @classmethod
    def wants_outcomes(cls) -> bool:
        """Whether the kind listens to outcomes at all."""
        return cls.on_outcome is not MailingKind.on_outcome

    @classmethod
    def wants_feedback(cls) -> bool:
        """Whether the kind listens to what is reported about sent messages."""
        return cls.wants_outcomes() or cls.on_feedback is not MailingKind.on_feedback


_kinds: dict[str, MailingKind] = {}


def register_mailing_kind(kind: MailingKind) -> None:
    """Make a kind known; registering the same class again replaces it, another under its name is an error."""
    known = _kinds.get(kind.name)
    if known is not None and type(known) is not type(kind):
        raise ImproperlyConfigured(f"Two mailing kinds are called {kind.name!r}.")
    if kind.in_doubt_rule not in {"hold", "ask"}:
        raise ImproperlyConfigured(f"The in-doubt rule of mailing kind {kind.name!r} must be 'hold' or 'ask'.")
    _kinds[kind.name] = kind


def mailing_kind(name: str) -> MailingKind:
    """Return a registered kind; raise `LookupError` naming it when there is none."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"No mailing kind is called {name!r}.") from None
