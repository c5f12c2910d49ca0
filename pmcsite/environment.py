"""Read settings from environment variables and say plainly which one is missing or wrong."""

import os
from typing import overload

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes/no variable; raise `ImproperlyConfigured` naming it when it is neither."""
    value = os.environ.get(name)
    if value is None:
        return default
    lowered = value.strip().lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


@overload
def text(name: str) -> str | None: ...
@overload
def text(name: str, default: str) -> str: ...
def text(name: str, default: str | None = None) -> str | None:
    """Return a variable as text; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def required(name: str, why: str) -> str:
    """Return a variable that must be set; raise `ImproperlyConfigured` saying what it is for."""
    value = text(name)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. {why}")
    return value


def whole_number(name: str, default: int) -> int:
    """Return a variable as an integer; raise `ImproperlyConfigured` naming it when it is none."""
    value = text(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
