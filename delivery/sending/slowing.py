"""Slow down for a receiver that asks for it, and come back to speed by and by.

A deferral for rate or load (421, 4.7.x, 4.3.2, 4.4.5, 4.2.1) halves the pace for all domains of that receiver, at
most once in ten seconds; every minute without one the pace grows by half. Shared by all senders through Redis;
without Redis each keeps its own.
"""

import json
import time
from dataclasses import dataclass
from typing import Final

import redis
import structlog

from delivery.sending.pace_store import client

logger = structlog.get_logger(__name__)

STARTING_PACE: Final = 10.0
"""Messages per second from which an unlimited receiver is slowed down."""

SLOWEST_PACE: Final = 0.1
_UNHURRIED: Final = 50.0
_ONCE_IN_SECONDS: Final = 10.0
_GROWS_EVERY_SECONDS: Final = 60.0
_GROWTH: Final = 1.5
_LOOK_AGAIN_SECONDS: Final = 1.0
_KEY: Final = "delivery:slowed"
_ASKS_FOR_LESS: Final = frozenset({"4.3.2", "4.4.5", "4.2.1"})
_CLOSING: Final = 421


@dataclass
class _Slowed:
    pace: float
    since: float


_known: dict[str, _Slowed] = {}
_looked_at = 0.0


def asks_for_less(code: int | None, enhanced_code: str) -> bool:
    """Whether a reply says that we send too much or at a bad time."""
    return code == _CLOSING or enhanced_code.startswith("4.7.") or enhanced_code in _ASKS_FOR_LESS


def slow_down(receiver: str, usual: float | None) -> float:
    """Halve the pace for a receiver; return the new one in messages per second."""
    now = time.time()
    slowed = _now_slowed(receiver, now)
    if slowed is not None and now - slowed.since < _ONCE_IN_SECONDS:
        return slowed.pace
    before = slowed.pace if slowed is not None else min(usual or STARTING_PACE * 2, STARTING_PACE * 2)
    entry = _Slowed(max(SLOWEST_PACE, before / 2), now)
    _known[receiver] = entry
    try:
        client().hset(_KEY, receiver, json.dumps([entry.pace, entry.since]))
        client().expire(_KEY, 24 * 3600)
    except redis.RedisError as error:
        logger.warning("pace_kept_locally", error=type(error).__name__)
    logger.warning("receiver_slowed_down", receiver=receiver, per_second=entry.pace)
    return entry.pace


def pace_for(receiver: str, usual: float | None) -> float | None:
    """Return the pace for a receiver now: the usual one, or less while it asks for less."""
    slowed = _now_slowed(receiver, time.time())
    if slowed is None:
        return usual
    return slowed.pace if usual is None else min(usual, slowed.pace)


def slowed_receivers() -> dict[str, float]:
    """Return the receivers mail is held back for, with their present pace in messages per second."""
    now = time.time()
    _look(now)
    found = {receiver: _now_slowed(receiver, now) for receiver in list(_known)}
    return {receiver: slowed.pace for receiver, slowed in found.items() if slowed is not None}


def forget() -> None:
    """Go at the usual pace again with every receiver, as far as this process knows and shares."""
    global _looked_at  # noqa: PLW0603 - one view per process
    _known.clear()
    _looked_at = 0.0
    try:
        client().delete(_KEY)
    except redis.RedisError as error:
        logger.warning("pace_kept_by_others", error=type(error).__name__)


def _now_slowed(receiver: str, now: float) -> _Slowed | None:
    _look(now)
    slowed = _known.get(receiver)
    if slowed is None:
        return None
    minutes = max(0.0, now - slowed.since) // _GROWS_EVERY_SECONDS
    pace = slowed.pace * _GROWTH ** min(minutes, 40)
    if pace >= _UNHURRIED:
        _known.pop(receiver, None)
        return None
    return _Slowed(pace, slowed.since)


def _look(now: float) -> None:
    """See, once a second, what other senders found out."""
    global _looked_at  # noqa: PLW0603 - one view per process
    if 0 <= now - _looked_at < _LOOK_AGAIN_SECONDS:
        return
    _looked_at = now
    try:
        stored = client().hgetall(_KEY)
    except redis.RedisError:
        return
    for receiver, entry in stored.items():
        pace, since = json.loads(entry)
        name = receiver.decode() if isinstance(receiver, bytes) else receiver
        if name not in _known or _known[name].since < since:
            _known[name] = _Slowed(pace, since)
