"""Applies the site's policy to what the checks found."""

from dataclasses import dataclass

from wagtail.models import Page

from content.checking.findings import Finding
from content.checking.models import Level, PublishPolicy
from content.checking.page_checks import check_page


@dataclass(frozen=True)
class Verdict:
    """What stops a page from being published, and what its editor should look at."""

    blocking: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def count(self) -> int:
        """All findings."""
        return len(self.blocking) + len(self.warnings)


def verdict_on(page: Page) -> Verdict:
    """Check a page as it stands in memory, saved or not, under the present policy."""
    policy = PublishPolicy.load()
    findings = [(policy.level_of(finding.check), finding) for finding in check_page(page)]
    return Verdict(
        blocking=tuple(finding for level, finding in findings if level == Level.BLOCK),
        warnings=tuple(finding for level, finding in findings if level == Level.WARN),
    )
