"""Who represents whom: legislatures, districts, seats, people, offices."""

from django.apps import AppConfig


class LegislatorsConfig(AppConfig):
    """Who represents whom: legislatures, districts, seats, people, offices."""

    name = "advocacy.legislators"
    label = "legislators"
    verbose_name = "Legislators"
