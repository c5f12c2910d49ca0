"""Campaigns and the actions members take in them."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns and the actions members take in them."""

    name = "advocacy.campaigns"
    label = "campaigns"
    verbose_name = "Campaigns"
