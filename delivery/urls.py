"""The addresses of `delivery` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver, path

from delivery.inbound.webhook import provider_events

urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/mail/<slug:provider>/", provider_events, name="mail_provider_events"),
]
