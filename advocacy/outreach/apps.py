"""Letters from members to offices: approval, handing over, receipts."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Letters from members to offices: approval, handing over, receipts."""

    name = "advocacy.outreach"
    label = "outreach"
    verbose_name = "Outreach"
