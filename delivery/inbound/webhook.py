"""Events of a mail provider: django-anymail checks and normalises them, we record those that prove to be ours."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final, cast

import structlog
from anymail.exceptions import AnymailError
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponseBadRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from delivery.cleaning import clean_header_value
from delivery.inbound.recording import record
from delivery.inbound.report import Report
from delivery.models import EventKind
from delivery.provider_tags import TAG_NAME
from delivery.return_path import read_tag

logger = structlog.get_logger(__name__)

_VIEWS: Final[Mapping[str, str]] = {
    "amazon_ses": "AmazonSESTrackingWebhookView",
    "brevo": "BrevoTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "mailjet": "MailjetTrackingWebhookView",
    "mandrill": "MandrillCombinedWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
    "sparkpost": "SparkPostTrackingWebhookView",
}
_KINDS: Final[Mapping[str, EventKind]] = {
    EventType.DELIVERED: EventKind.DELIVERED,
    EventType.DEFERRED: EventKind.DELAYED,
    EventType.BOUNCED: EventKind.BOUNCED,
    EventType.REJECTED: EventKind.BOUNCED,
    EventType.FAILED: EventKind.BOUNCED,
    EventType.COMPLAINED: EventKind.COMPLAINED,
    EventType.UNSUBSCRIBED: EventKind.UNSUBSCRIBED,
}
# What a provider's own verdict means where the receiving server's words carry no status code (RFC 3463).
_STATUS_OF_REASON: Final[Mapping[str, str]] = {
    RejectReason.INVALID: "5.1.3",
    RejectReason.BOUNCED: "5.1.1",
    RejectReason.BLOCKED: "5.7.1",
    RejectReason.SPAM: "5.7.1",
    RejectReason.TIMED_OUT: "4.4.7",
}
_STATUS: Final = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_REPLY: Final = re.compile(r"(?<!\d)[45]\d\d(?!\d)")


@csrf_exempt
@never_cache
def provider_events(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Take events of the configured provider; any other provider's address does not exist.

    Answers 400 to what is unsigned, wrongly signed or unreadable, without saying which.
    """
    if not settings.MAIL_PROVIDER or provider != settings.MAIL_PROVIDER:
        raise Http404
    try:
        return cast("HttpResponseBase", _view(provider)(request))
    except (AnymailError, RequestDataTooBig) as error:
        logger.warning("provider_events_refused", provider=provider, error=type(error).__name__)
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        logger.warning("provider_events_unreadable", provider=provider, error=type(error).__name__)
    return HttpResponseBadRequest("refused\n", content_type="text/plain")


@cache
def _view(provider: str) -> Any:
    return getattr(import_module(f"anymail.webhooks.{provider}"), _VIEWS[provider]).as_view()


def take_event(event: AnymailTrackingEvent, **_others: Any) -> None:
    """Record one event; the receiver of django-anymail's signal `tracking`."""
    report = report_of(event, settings.MAIL_PROVIDER)
    if report is not None:
        record(report)


def report_of(event: AnymailTrackingEvent, provider: str) -> Report | None:
    """Return what an event reports, or nothing when it is of no interest or carries no valid tag of ours."""
    kind = _KINDS.get(event.event_type)
    if kind is EventKind.BOUNCED and event.reject_reason == RejectReason.UNSUBSCRIBED:
        kind = EventKind.UNSUBSCRIBED
    tag = event.metadata.get(TAG_NAME, "") if isinstance(event.metadata, Mapping) else ""
    reference = read_tag(str(tag))
    if kind is None or reference is None:
        if kind is not None:
            logger.info("provider_event_not_ours", provider=provider, kind=kind)
        return None
    words = clean_header_value(" ".join(str(each) for each in (event.mta_response, event.description) if each))
    status, reply = _STATUS.search(words), _REPLY.search(words)
    return Report(
        kind=kind,
        reference=reference,
        source=provider,
        recipient=str(event.recipient or "")[:320],
        reply_code=int(reply[0]) if reply else None,
        enhanced_code=status[0] if status else _STATUS_OF_REASON.get(event.reject_reason or "", ""),
        detail=words[:500],
    )
