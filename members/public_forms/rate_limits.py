"""Counting requests per network in Redis."""

import logging
import re
from dataclasses import dataclass
from functools import cache

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_RATE = re.compile(r"\s*(\d+)/(\d*)([smhd])\s*")
_COUNT = """
local count = redis.call('INCR', KEYS[1])
local left = redis.call('TTL', KEYS[1])
if left < 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {count, left}
"""


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int


def parse_rates(text: str) -> list[Rate]:
    """Read rates such as `"5/m, 20/h"` or `"3/10s"`; raise `ValueError` for anything else."""
    rates = []
    for part in text.split(","):
        match = _RATE.fullmatch(part)
        if match is None:
            raise ValueError(f"A rate looks like 20/h, not {part!r}.")
        rates.append(Rate(int(match.group(1)), int(match.group(2) or 1) * _SECONDS[match.group(3)]))
    return rates


def seconds_to_wait(scope: str, key: str, rates: list[Rate]) -> int:
    """Count one request and return 0 when it is within all rates, otherwise how long to wait in seconds.

    When Redis is away every request is let through and a warning is logged: a legal deadline must
    not be missed because a counter is away, and the origin check, the honeypot and the caps on mails
    per member, which PostgreSQL keeps, still hold.
    """
    longest = 0
    try:
        for rate in rates:
            count, left = _client().eval(_COUNT, 1, f"rate:{scope}:{rate.seconds}:{key}", rate.seconds)
            if int(count) > rate.requests:
                longest = max(longest, int(left), 1)
    except redis.RedisError:
        logger.warning("Rate limits are off: Redis cannot be reached.")
        return 0
    return longest


@cache
def _client() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
