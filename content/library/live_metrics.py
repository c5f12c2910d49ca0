"""What the library counts for strategic plans: asks made and granted, documents, publications and events."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.library.models import EventPage, PolicyAsk, PolicyDocumentPage, PublicationPage
from content.plans.live_metrics import register_live_metric


def asks(*outcomes: str) -> "QuerySet[PolicyAsk]":
    """The asks of published documents anyone may read, in the main language; all or those with these outcomes."""
    documents = PolicyDocumentPage.objects.live().public().filter(locale__language_code=settings.LANGUAGE_CODE)
    found: QuerySet[PolicyAsk] = PolicyAsk.objects.filter(page__in=documents)
    return found.filter(outcome__in=outcomes) if outcomes else found


def register_library_metrics() -> None:
    """Offer each measure under its lasting name. Every one counts the main language only, so nothing counts twice."""
    register_live_metric(
        "library.asks_made",
        _("Asks made of agencies and legislators"),
        asks_made,
        unit=_("asks"),
        explanation=_("Asks in the published policy documents of this site."),
    )
    register_live_metric(
        "library.asks_granted",
        _("Asks granted, in full or in part"),
        asks_granted,
        unit=_("asks"),
        explanation=_("Asks whose outcome is recorded as granted or partly granted in the published ledger."),
    )
    register_live_metric(
        "library.policy_documents",
        _("Policy documents published"),
        policy_documents,
        unit=_("documents"),
        explanation=_("Policy documents that are published today."),
    )
    register_live_metric(
        "library.publications",
        _("Publications published"),
        publications,
        unit=_("publications"),
        explanation=_("Publications that are published today."),
    )
    register_live_metric(
        "library.events_held",
        _("Events held"),
        events_held,
        unit=_("events"),
        explanation=_("Published events that are over and were not cancelled."),
    )


def asks_made() -> int:
    """How many asks published documents contain."""
    return asks().count()


def asks_granted() -> int:
    """How many of them were granted, in full or in part."""
    return asks(PolicyAsk.Outcome.GRANTED, PolicyAsk.Outcome.PARTLY).count()


def policy_documents() -> int:
    """How many policy documents are published."""
    return _published(PolicyDocumentPage)


def publications() -> int:
    """How many publications are published."""
    return _published(PublicationPage)


def events_held() -> int:
    """How many published events are over and were not cancelled."""
    events = EventPage.objects.live().public().filter(locale__language_code=settings.LANGUAGE_CODE)
    return int(events.filter(ends_at__lt=timezone.now()).exclude(status=EventPage.Status.CANCELLED).count())


def _published(model: type[PolicyDocumentPage] | type[PublicationPage]) -> int:
    return int(model.objects.live().public().filter(locale__language_code=settings.LANGUAGE_CODE).count())
