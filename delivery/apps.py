"""The outbox: mailings, deliveries, suppression, SMTP. Knows no other app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The outbox: mailings, deliveries, suppression, SMTP. Knows no other app."""

    name = "delivery"
    label = "delivery"
    verbose_name = "Delivery"
