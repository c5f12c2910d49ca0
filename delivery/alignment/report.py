"""All findings about a domain in From and the domain that bounces come back to."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from delivery.alignment.dkim import check_dkim
from delivery.alignment.dmarc import Policy, check_dmarc
from delivery.alignment.finding import Finding, Level
from delivery.alignment.records import LookupFailedError, Records
from delivery.alignment.spf import check_spf
from delivery.signing.keys import SigningKey


@dataclass(frozen=True)
class AlignmentReport:
    """What was found. Bulk mail needs SPF and DKIM and DMARC (Google, "Email sender guidelines", since February 2024)."""

    from_domain: str
    return_domain: str
    findings: tuple[Finding, ...]

    @property
    def is_unknown(self) -> bool:
        """Whether an answer of the DNS is missing and nothing that came is wrong."""
        levels = {finding.level for finding in self.findings}
        return Level.UNKNOWN in levels and Level.WRONG not in levels

    @property
    def is_aligned(self) -> bool:
        """Whether mail from here may leave."""
        return not {Level.UNKNOWN, Level.WRONG} & {finding.level for finding in self.findings}

    @property
    def reason(self) -> str:
        """Why mail may not leave, in one paragraph; nothing when it may."""
        wanted = Level.UNKNOWN if self.is_unknown else Level.WRONG
        return " ".join(
            f"{finding.subject} ({finding.name}): {finding.words}"
            for finding in self.findings
            if finding.level == wanted
        )


def check_alignment(
    from_domain: str,
    return_domain: str,
    *,
    signing_domain: str,
    selectors: list[str],
    records: Records,
    own_keys: Mapping[str, SigningKey] | None = None,
) -> AlignmentReport:
    """Look everything up; an answer that does not come is a finding of its own. `own_keys` as in `check_dkim`."""
    findings: list[Finding] = []
    policy: Policy | None = None
    try:
        dmarc, policy = check_dmarc(from_domain, records)
        findings.append(_spf(from_domain, return_domain, policy, records))
        keys = check_dkim(signing_domain, selectors, records, own_keys)
        findings.extend(_dkim(from_domain, signing_domain, policy, keys))
        findings.append(dmarc)
        findings.append(_bounces(return_domain, records))
    except LookupFailedError as error:
        words = _("The DNS gave no answer. Try again; if it stays, look at the domain's name servers.")
        findings.append(Finding("DNS", from_domain, Level.UNKNOWN, words, str(error)))
    return AlignmentReport(from_domain, return_domain, tuple(findings))


def _spf(from_domain: str, return_domain: str, policy: Policy | None, records: Records) -> Finding:
    finding = check_spf(return_domain, records)
    if (
        finding.level == Level.WRONG
        or policy is None
        or policy.aligned(return_domain, from_domain, is_strict=policy.is_spf_strict)
    ):
        return finding
    words = _("Bounces come back to another domain than the one in From, so SPF does not speak for it.")
    return Finding("SPF", return_domain, Level.WRONG, words, finding.found)


def _dkim(from_domain: str, signing_domain: str, policy: Policy | None, findings: list[Finding]) -> list[Finding]:
    if policy is None or policy.aligned(signing_domain, from_domain, is_strict=policy.is_dkim_strict):
        return findings
    words = _("Mail is signed for another domain than the one in From, so DKIM does not speak for it.")
    return [*findings, Finding("DKIM", signing_domain, Level.WRONG, words)]


def _bounces(return_domain: str, records: Records) -> Finding:
    subject = _("Bounces")
    if records.takes_mail(return_domain):
        return Finding(subject, return_domain, Level.GOOD, _("Bounces have a server to come back to."))
    words = _(
        "There is no MX record, so bounces cannot come back. Point it to where RETURN_MAILBOX is read, or to your relay."
    )
    return Finding(subject, return_domain, Level.ADVICE, words, suggestion="MX 10 mail.your-relay.example")
