"""Campaigns and the actions members take in them."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns and the actions members take in them."""

    name = "advocacy.campaigns"
    label = "campaigns"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        """Let members confirm participations by mail; let plans and segments know of them."""
        from advocacy.campaigns import plan_metrics, segments
        from advocacy.campaigns.joining import ParticipationConfirmation
        from members.api import register_confirmation_kind

        register_confirmation_kind(ParticipationConfirmation())
        segments.register()
        plan_metrics.register()
