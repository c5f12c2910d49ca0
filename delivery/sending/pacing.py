"""How fast: per mailing, per receiver and per office, shared by all senders through Redis.

Each pace is a virtual clock (the generic cell rate algorithm). Without Redis every sender keeps the
clock by itself, and after a FLUSHALL it starts anew: the worst that happens is one burst.
"""

import time
from collections.abc import Mapping
from functools import cache
from typing import Final

import redis
import structlog
from django.conf import settings

from delivery.addresses import domain_of
from delivery.sending.pace_store import client
from delivery.sending.receivers import receiver_of
from delivery.sending.slowing import asks_for_less, pace_for, slow_down

logger = structlog.get_logger(__name__)

_BURST_SECONDS: Final = 1.0
_SCRIPT: Final = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local interval, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
if ARGV[4] == 'reserve' then
    redis.call('SET', KEYS[1], string.format('%.6f', clock + interval), 'EX', math.ceil(clock - now + interval * burst) + 60)
    return string.format('%.6f', math.max(0, clock - interval * (burst - 1) - now))
end
local free = math.floor((now + interval * burst - clock) / interval + 0.000001)
local taken = math.max(0, math.min(wanted, free))
if taken > 0 then
    redis.call('SET', KEYS[1], string.format('%.6f', clock + taken * interval), 'EX', math.ceil(interval * burst) + 60)
end
return tostring(taken)
"""

_own_clocks: dict[str, float] = {}


def allowance(key: str, per_second: float | None, wanted: int) -> int:
    """Take up to `wanted` messages from a pace; return how many may go now. No pace, no limit."""
    if not per_second:
        return wanted
    interval = 1 / per_second
    burst = max(1.0, per_second * _BURST_SECONDS)
    answer = _ask(key, interval, burst, wanted, "take")
    if answer is not None:
        return int(float(answer))
    now = time.monotonic()
    clock = max(_own_clocks.get(key, 0.0), now)
    taken = max(0, min(wanted, int((now + interval * burst - clock) / interval + 1e-6)))
    _own_clocks[key] = clock + taken * interval
    return taken


def usual_rate(domain: str) -> tuple[str, float | None]:
    """Return what a domain is paced as, and its messages per second from `DELIVERY_DOMAIN_RATES`, if any.

    The setting names domains or receivers (`gmail`, `yahoo`, `microsoft`, `apple`); a domain's own rate wins.
    """
    rates: Mapping[str, float] = settings.DELIVERY_DOMAIN_RATES
    own = rates.get(domain)
    if own:
        return domain, own
    receiver = receiver_of(domain)
    return receiver, rates.get(receiver) or None


def wait_for(address: str, pacing_key: str) -> float:
    """Reserve a message's turn with its receiver and its office; return the seconds until then.

    `DELIVERY_DOMAIN_RATES` gives messages per second, less while the receiver asks for less;
    `DELIVERY_PER_MINUTE_AND_OFFICE` the letters per minute that share a pacing key.
    """
    waits = [0.0]
    name, usual = usual_rate(domain_of(address))
    rate = pace_for(name, usual)
    if rate:
        waits.append(_reserve(f"domain:{name}", rate, max(1.0, rate * _BURST_SECONDS)))
    if pacing_key:
        per_minute = settings.DELIVERY_PER_MINUTE_AND_OFFICE
        waits.append(_reserve(f"office:{pacing_key}", per_minute / 60, 1.0))
    return max(waits)


def note_deferral(address: str, code: int | None, enhanced_code: str) -> None:
    """Slow down for a receiver whose reply asks for less."""
    if asks_for_less(code, enhanced_code):
        slow_down(*usual_rate(domain_of(address)))


def _reserve(key: str, per_second: float, burst: float) -> float:
    interval = 1 / per_second
    answer = _ask(key, interval, burst, 1, "reserve")
    if answer is not None:
        return float(answer)
    now = time.monotonic()
    clock = max(_own_clocks.get(key, 0.0), now)
    _own_clocks[key] = clock + interval
    return max(0.0, clock - interval * (burst - 1) - now)


def _ask(key: str, interval: float, burst: float, wanted: int, action: str) -> bytes | None:
    try:
        answer = _script()(keys=[f"delivery:pace:{key}"], args=[interval, burst, wanted, action])
    except redis.RedisError as error:
        logger.warning("pace_kept_locally", error=type(error).__name__)
        return None
    return bytes(answer)


@cache
def _script() -> "redis.commands.core.Script":
    return client().register_script(_SCRIPT)
