"""What happens when a fact says something else: its places are listed for rereading, and other rooms are told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from content.evidence.models import Fact, FactVersion, PlaceToReread
from content.evidence.places import places_of
from members.models import Member

SHOWN_FIELDS = ("statement", "value", "qualifier", "unit", "display", "population", "period", "source_id")


@dataclass(frozen=True)
class FactChange:
    """A fact whose figure, words or source differ from what was shown before."""

    fact: Fact
    before: FactVersion
    after: FactVersion


ChangeFollower: TypeAlias = Callable[[FactChange], None]
_followers: list[ChangeFollower] = []


def register_change_follower(follower: ChangeFollower) -> None:
    """Let a room act when a fact changes; called from its `AppConfig.ready`.

    It is called in the transaction that adds the version: if it fails, the fact does not change. Work that may
    wait belongs in `transaction.on_commit`.
    """
    if follower not in _followers:
        _followers.append(follower)


def follow_change(before: FactVersion, after: FactVersion) -> None:
    """Record the places to read again and tell the followers, unless nothing that is shown has changed.

    Runs inside the caller's transaction.
    """
    if all(getattr(before, name) == getattr(after, name) for name in SHOWN_FIELDS):
        return
    fact = after.fact
    _list_places(fact, after)
    for follower in _followers:
        follower(FactChange(fact, before, after))


def mark_reread(place: PlaceToReread, by: Member) -> bool:
    """Note that somebody has read the place again; whether it was still open."""
    changed = PlaceToReread.objects.filter(pk=place.pk, reread_at__isnull=True).update(
        reread_at=timezone.now(), reread_by=by
    )
    if changed:
        log(place.fact, "evidence.fact.reread", user=by, data={"place": place.title, "version": place.version.number})
    return bool(changed)


def _list_places(fact: Fact, version: FactVersion) -> None:
    with transaction.atomic():
        for place in places_of(fact):
            PlaceToReread.objects.update_or_create(
                fact=fact,
                key=place.key,
                reread_at=None,
                defaults={
                    "version": version,
                    "kind": place.kind[:80],
                    "title": place.title[:255],
                    "url": place.url[:500],
                    "edit_url": place.edit_url[:500],
                },
            )
