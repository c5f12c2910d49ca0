"""Periodic work: each app says what and when in its `tasks` module, this gathers it."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule


def gather(configurations: Iterable[AppConfig]) -> dict[str, dict[str, Any]]:
    """Return the entries of every app's `BEAT_SCHEDULE`; raise `ImproperlyConfigured` for a name used twice."""
    entries: dict[str, dict[str, Any]] = {}
    for configuration in configurations:
        if configuration.module is None or not module_has_submodule(configuration.module, "tasks"):
            continue
        tasks = import_module(f"{configuration.name}.tasks")
        for name, entry in getattr(tasks, "BEAT_SCHEDULE", {}).items():
            if name in entries:
                raise ImproperlyConfigured(f"Two apps schedule periodic work under the name {name!r}.")
            entries[name] = entry
    return entries
