"""The application that wires the others together."""

from django.apps import AppConfig


class PmcsiteConfig(AppConfig):
    """Wiring: settings, addresses, the base templates and the commands an operator runs."""

    name = "pmcsite"
    verbose_name = "Site"
