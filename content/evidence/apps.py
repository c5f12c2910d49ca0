"""Sources and facts: the one evidence base that everything cites."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Sources and facts: the one evidence base that everything cites."""

    name = "content.evidence"
    label = "evidence"
    verbose_name = "Evidence"
