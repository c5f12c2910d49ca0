"""Ways back: what leads from a page or fact to the things elsewhere on the site that name it.

A room that lets editors point at pages or facts (a plan, whose objectives name campaigns and lessons) registers a
finder in its `AppConfig.ready()`; every page then shows the way back, whichever room it belongs to.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID


@dataclass(frozen=True)
class Named:
    """What may be named: a page by its translation key, or a fact by its id."""

    page_key: UUID | None = None
    fact: int | None = None


@dataclass(frozen=True)
class BackLink:
    """Where something is named: `kind` ("Objective"), its title, and of what it is a part. `language` is the title's."""

    kind: str
    title: str
    whole: str
    url: str
    language: str = ""


BackLinkFinder: TypeAlias = Callable[[Named], Iterable[BackLink]]
_finders: list[BackLinkFinder] = []


def register_back_links(finder: BackLinkFinder) -> None:
    """Let a room say what names a page or fact; called from its `AppConfig.ready`. A finder counts once."""
    if finder not in _finders:
        _finders.append(finder)


def back_links_to(named: Named) -> list[BackLink]:
    """Everything that names it and that the public may read, in the order of registration."""
    return [link for finder in _finders for link in finder(named)]
