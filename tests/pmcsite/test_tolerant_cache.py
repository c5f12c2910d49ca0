"""The cache with Redis there, away, and back."""

from typing import Any

import pytest
import redis
from django.core.cache import cache

from pmcsite import tolerant_cache
from pmcsite.tolerant_cache import TolerantRedisCache


@pytest.fixture
def away() -> TolerantRedisCache:
    return TolerantRedisCache("redis://127.0.0.1:1/0", {"TIMEOUT": 30})


def test_the_site_uses_it() -> None:
    cache.set("a", {"kept": 1}, 30)
    assert isinstance(cache._connections["default"], TolerantRedisCache)
    assert cache.get("a") == {"kept": 1}
    assert cache.delete("a") is True
    assert cache.get("a", "nothing") == "nothing"


def test_without_redis_it_reads_as_empty(away: TolerantRedisCache) -> None:
    away.set("a", 1)
    away.delete("a")
    away.delete_many(["a", "b"])
    assert away.get("a", "nothing") == "nothing"
    assert away.get_many(["a", "b"]) == {}
    assert away.set_many({"a": 1}) == ["a"]
    assert away.touch("a") is False


def test_without_redis_nothing_is_counted_or_locked(away: TolerantRedisCache) -> None:
    with pytest.raises(redis.ConnectionError):
        away.add("limit", 1)
    with pytest.raises(redis.ConnectionError):
        away.incr("limit")


def test_it_leaves_redis_alone_for_a_while_and_then_tries_again(
    away: TolerantRedisCache, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    now = [1000.0]
    monkeypatch.setattr(tolerant_cache.time, "monotonic", lambda: now[0])
    assert away.get("a") is None
    away._servers = [settings.REDIS_URL]
    del away._cache
    cache.set("x", 1)
    away.set("a", 1)
    assert away.get("a") is None
    now[0] += tolerant_cache.PAUSE_SECONDS + 0.1
    away.set("a", 1)
    assert away.get("a") == 1
