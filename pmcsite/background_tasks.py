"""Wagtail's background tasks, carried by Celery."""

from dataclasses import dataclass
from typing import Any

from django_tasks.backends.immediate import ImmediateBackend


@dataclass
class CeleryBackend(ImmediateBackend):
    """Placeholder base until the house lays the Celery backend; runs tasks at once."""

    alias: str = "default"

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
