"""The Redis in which senders share their pace; slow answers are worse than none, so it is given a second."""

from functools import cache

import redis
from django.conf import settings


@cache
def client() -> "redis.Redis":
    """Return this process's client."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
