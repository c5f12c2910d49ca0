"""The registry of things that wait for a confirmation; upper rooms fill it."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Member


class ConfirmationKind(ABC):
    """Something a member does with a typed address that takes effect when they confirm it.

    `name` identifies the kind in the database. `button` is the text of the button on the page.
    """

    name: ClassVar[str]
    button: ClassVar[str | Promise] = _("Yes, confirm")
    valid_for: ClassVar[timedelta] = timedelta(days=7)

    @abstractmethod
    def describe(self, member: Member, reference: str) -> str:
        """Say in one sentence, in the active language, what is confirmed; shown in the mail and on the page."""

    @abstractmethod
    def confirm(self, member: Member, reference: str) -> str:
        """Let it take effect and return the path of the page to go to next.

        Called in the transaction that confirms the member. Must be idempotent.
        """


_kinds: dict[str, ConfirmationKind] = {}


def register_confirmation_kind(kind: ConfirmationKind) -> None:
    """Make a kind known; called in `AppConfig.ready()`. The last registration of a name counts."""
    _kinds[kind.name] = kind


def confirmation_kind(name: str) -> ConfirmationKind | None:
    """Return the kind registered under a name, or `None`."""
    return _kinds.get(name)
