"""Checks before publishing."""

from django.apps import AppConfig


class CheckingConfig(AppConfig):
    """Checks before publishing."""

    name = "content.checking"
    label = "checking"
    verbose_name = "Checks before publishing"
