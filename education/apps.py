"""Modules, lessons, questions, attempts, completion, credentials."""

from django.apps import AppConfig


class EducationConfig(AppConfig):
    """Modules, lessons, questions, attempts, completion, credentials."""

    name = "education"
    label = "education"
    verbose_name = "Education"
