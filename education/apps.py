"""Modules, lessons, questions, attempts, completion, credentials."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EducationConfig(AppConfig):
    """Teaching that ends in action."""

    name = "education"
    label = "education"
    verbose_name = _("Education")

    def ready(self) -> None:
        """Fill the registries of the rooms below and listen for published pages."""
        from education import registrations

        registrations.register()
