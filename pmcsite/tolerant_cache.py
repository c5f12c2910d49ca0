"""A cache whose absence makes pages slower, not unavailable."""

import time
from collections.abc import Callable
from typing import Any

import redis
import structlog
from django.core.cache.backends.redis import RedisCache

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 5
_AWAY = (redis.ConnectionError, redis.TimeoutError)


class TolerantRedisCache(RedisCache):
    """Reads as empty and forgets what is written while Redis is away.

    Only for what a cache is for: `get`, `set`, `delete`, `touch` and their plural forms. What counts or locks
    (`add`, `incr`, `has_key`) still raises, so that no rate limit opens because it cannot count. After a
    failure Redis is left alone for `PAUSE_SECONDS`, lest every look-up of a page wait for it.
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._away_until = 0.0

    def _tolerate(self, work: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return work()
        except _AWAY as error:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            log.warning("cache_away", error=type(error).__name__)
            return otherwise

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or `default` when there is none or no Redis."""
        return self._tolerate(lambda: super(TolerantRedisCache, self).get(key, default, version), default)

    def set(self, key: str, value: Any, *arguments: Any, **named: Any) -> None:
        """Keep the value if Redis is there."""
        self._tolerate(lambda: super(TolerantRedisCache, self).set(key, value, *arguments, **named), None)

    def touch(self, key: str, *arguments: Any, **named: Any) -> Any:
        """Prolong the value if Redis is there."""
        return self._tolerate(lambda: super(TolerantRedisCache, self).touch(key, *arguments, **named), otherwise=False)

    def delete(self, key: str, version: int | None = None) -> Any:
        """Forget the value if Redis is there."""
        return self._tolerate(lambda: super(TolerantRedisCache, self).delete(key, version), otherwise=False)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Return the values there are."""
        found: dict[Any, Any] = self._tolerate(lambda: super(TolerantRedisCache, self).get_many(keys, version), {})
        return found

    def set_many(self, data: Any, *arguments: Any, **named: Any) -> list[Any]:
        """Keep the values; return the keys that were not kept."""
        failed: list[Any] = self._tolerate(
            lambda: super(TolerantRedisCache, self).set_many(data, *arguments, **named), list(data)
        )
        return failed

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget the values if Redis is there."""
        self._tolerate(lambda: super(TolerantRedisCache, self).delete_many(keys, version), None)
