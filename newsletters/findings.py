"""What checks find: one thing to mend, and whether it stops the sending."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding stops the sending."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to mend, in the writer's words; `code` names the check."""

    severity: Severity
    code: str
    message: str


def error(code: str, message: str) -> Finding:
    """Return a finding that stops the sending."""
    return Finding(Severity.ERROR, code, message)


def warning(code: str, message: str) -> Finding:
    """Return a finding that asks for a second look."""
    return Finding(Severity.WARNING, code, message)


def blocking(findings: list[Finding]) -> list[Finding]:
    """Return the findings that stop the sending."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
