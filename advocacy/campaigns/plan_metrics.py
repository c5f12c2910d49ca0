"""What plans can measure of campaigns."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.campaigns.models import Participation
from content.api import register_live_metric


def participations() -> int:
    """How many confirmed participations there are."""
    return participations_at(timezone.now())


def participations_at(moment: datetime) -> int:
    """How many participations were confirmed by then and not withdrawn."""
    return Participation.objects.filter(
        Q(confirmed_at__lte=moment), Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment)
    ).count()


def register() -> None:
    """Offer these measures to plans; called once when the applications are ready."""
    register_live_metric(
        "campaigns.participations",
        _("Members' confirmed participations in campaigns"),
        participations,
        unit=_("participations"),
        explanation=_("Each member counts once in each action. Unconfirmed and withdrawn ones do not count."),
        measure_at=participations_at,
    )
