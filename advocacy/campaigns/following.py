"""The registry through which a kind of action gets its consequences; the rooms above fill it."""

from abc import ABC, abstractmethod
from typing import ClassVar

from advocacy.campaigns.models import Participation
from advocacy.campaigns.planning import Plan


class ParticipationFollower(ABC):
    """What follows when a member joins an action of one kind.

    Every method runs in the transaction that changes the participation, with its row locked, and must be
    idempotent.
    """

    kind: ClassVar[str]

    @abstractmethod
    def joined(self, participation: Participation, plan: Plan) -> None:
        """Lay down what the member agreed to, replacing what an earlier, unconfirmed attempt laid down."""

    @abstractmethod
    def confirmed(self, participation: Participation) -> None:
        """Let it take its course: the member has shown that the address is theirs."""

    @abstractmethod
    def joined_again(self, participation: Participation) -> None:
        """Tell the owner of the address that somebody joined again in their name; nothing else changes."""

    @abstractmethod
    def withdrawn(self, participation: Participation) -> None:
        """Stop whatever can still be stopped."""

    @abstractmethod
    def receipt_path(self, participation: Participation) -> str:
        """Return the path of the page that shows the member what became of it."""

    @abstractmethod
    def describe(self, participation: Participation) -> str:
        """Say in one sentence, in the active language, what the member is asked to confirm."""


_followers: dict[str, ParticipationFollower] = {}


def register_participation_follower(follower: ParticipationFollower) -> None:
    """Make a follower known; called in `AppConfig.ready()`. The last registration for a kind counts."""
    _followers[follower.kind] = follower


def follower_of(participation: Participation) -> ParticipationFollower:
    """Return who follows a participation; raise `LookupError` when nobody does."""
    try:
        return _followers[participation.action.kind]
    except KeyError:
        raise LookupError(f"Nobody follows actions of kind {participation.action.kind!r}.") from None
