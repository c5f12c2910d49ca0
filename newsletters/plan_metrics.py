"""What plans can measure of newsletters."""

from django.utils.translation import gettext_lazy as _

from content.api import register_live_metric
from newsletters.models import Subscription


def subscribers() -> int:
    """How many members read at least one newsletter."""
    return Subscription.objects.filter(state=Subscription.State.ACTIVE).values("member").distinct().count()


def register() -> None:
    """Offer these measures to plans; called once when the applications are ready."""
    register_live_metric(
        "newsletters.subscribers",
        _("Readers of newsletters"),
        subscribers,
        unit=_("readers"),
        explanation=_("Members with at least one confirmed subscription. Each member counts once."),
    )
