"""Newsletters, issues, subscriptions and their archive."""

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    """Newsletters, issues, subscriptions and their archive."""

    name = "newsletters"
    label = "newsletters"
    verbose_name = "Newsletters"
