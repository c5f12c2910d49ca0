"""Where PostgreSQL and Redis are: from the environment, or from the project's own running engines."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from pmcsite import environment
from pmcsite.engines import private


@dataclass(frozen=True)
class Engines:
    """The addresses of the two engines, as URLs."""

    database_url: str
    redis_url: str


def from_environment(var_dir: Path) -> Engines:
    """Return the addresses; raise `ImproperlyConfigured` naming the variable that is missing.

    With `EMBEDDED=1` and neither URL set, they are those of the project's own running engines.
    """
    if environment.flag("EMBEDDED") and not environment.text("DATABASE_URL") and not environment.text("REDIS_URL"):
        said = private.running(var_dir / "engines")
        if said is None:
            raise ImproperlyConfigured(
                "The project's own PostgreSQL and Redis are not running. Start everything with `make demo`, or run "
                "one command with them: `python -m pmcsite.engines run -- <command>`."
            )
        return Engines(database_url=said["database_url"], redis_url=said["redis_url"])
    return Engines(
        database_url=environment.required(
            "DATABASE_URL", "Give PostgreSQL's address: postgres://user:password@host:5432/name"
        ),
        redis_url=environment.required("REDIS_URL", "Give Redis's address: redis://host:6379/0"),
    )


def django_database(url: str) -> dict[str, Any]:
    """Return Django's settings for a `postgres://` URL; query parameters become connection options."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    return {
        "ENGINE": "pmcsite.page_cache.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "5", **dict(parse_qsl(parts.query))},
    }


_LOCAL_HOSTS = {"", "localhost", "127.0.0.1", "::1"}
_SHORTEST_PASSWORD = 12


def refuse_weak(engines: Engines) -> None:
    """Raise `ImproperlyConfigured` for a server on another host that is open to whoever reaches its port.

    A server on this host, and one that asks for a client certificate, may do without a password.
    """
    for name, url in (("DATABASE_URL", engines.database_url), ("REDIS_URL", engines.redis_url)):
        parts = urlsplit(url)
        if (parts.hostname or "") in _LOCAL_HOSTS or {"sslcert", "ssl_certfile"} & dict(parse_qsl(parts.query)).keys():
            continue
        if len(unquote(parts.password or "")) < _SHORTEST_PASSWORD:
            raise ImproperlyConfigured(
                f"{name} is weak: its server is on another host, so the address must carry a password of at least "
                f"{_SHORTEST_PASSWORD} characters."
            )
