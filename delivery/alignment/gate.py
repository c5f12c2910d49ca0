"""Nothing leaves for the world from a domain that does not speak for itself; the sandbox needs none of it."""

from typing import Final

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from delivery.addresses import domain_of
from delivery.alignment.finding import Finding, Level
from delivery.alignment.records import LookupFailedError, configured_records
from delivery.alignment.report import AlignmentReport, check_alignment
from delivery.content import MailingStateError
from delivery.signing.configured import signing_keys
from delivery.signing.keys import SigningKey

logger = structlog.get_logger(__name__)

_KEPT_SECONDS: Final = 600


def alignment_of(sender_address: str) -> AlignmentReport:
    """Look up how the domain of a sender's address stands at this moment, and remember a good answer for ten minutes."""
    from_domain, own = domain_of(sender_address), settings.MAIL_DOMAIN.lower()
    try:
        records = configured_records()
    except LookupFailedError as error:
        finding = Finding("DNS", from_domain, Level.UNKNOWN, _("This machine has no DNS server to ask."), str(error))
        return AlignmentReport(from_domain, own, (finding,))
    report = check_alignment(
        from_domain, own, signing_domain=own, selectors=_selectors(), records=records, own_keys=_own_keys()
    )
    if report.is_aligned:
        cache.set(_key(from_domain), value=True, timeout=_KEPT_SECONDS)
    else:
        cache.delete(_key(from_domain))
    return report


def refuse_unaligned(sender_address: str) -> None:
    """Raise `MailingStateError` with the reason when mail of this sender may not leave for the world."""
    report = _doubtful_report(sender_address)
    if report is not None:
        raise MailingStateError(_refusal(report))


def reason_to_stop(sender_address: str) -> str:
    """Return why a running mailing of this sender must wait, or nothing; a missing answer of the DNS stops nothing."""
    report = _doubtful_report(sender_address)
    if report is None:
        return ""
    if report.is_unknown:
        logger.warning("alignment_unknown", domain=report.from_domain, reason=report.reason)
        return ""
    return _refusal(report)


def _doubtful_report(sender_address: str) -> AlignmentReport | None:
    if settings.OUTBOUND != "live" or cache.get(_key(domain_of(sender_address))):
        return None
    report = alignment_of(sender_address)
    return None if report.is_aligned else report


def _refusal(report: AlignmentReport) -> str:
    return _("Mail from %(domain)s may not leave: receivers could not tell that it is yours. %(reason)s") % {
        "domain": report.from_domain,
        "reason": report.reason,
    }


def _key(from_domain: str) -> str:
    return f"delivery:aligned:{from_domain}:{settings.MAIL_DOMAIN}:{','.join(_selectors())}"


def _own_keys() -> dict[str, SigningKey]:
    return {key.selector.lower(): key for key in signing_keys()}


def _selectors() -> list[str]:
    """Return the selectors of the relay's keys and of our own, each once."""
    return list(dict.fromkeys([*settings.DKIM_SELECTORS, *(key.selector for key in signing_keys())]))
