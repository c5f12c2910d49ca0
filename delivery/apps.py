"""The outbox: mailings, deliveries, suppression, SMTP. Knows no other app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The outbox: mailings, deliveries, suppression, SMTP. Knows no other app."""

    name = "delivery"
    label = "delivery"
    verbose_name = "Delivery"

    def ready(self) -> None:
        """Listen to the events that django-anymail makes of a provider's webhooks."""
        from anymail.signals import tracking

        from delivery.inbound.webhook import take_event

        tracking.connect(take_event, dispatch_uid="delivery.take_event")
