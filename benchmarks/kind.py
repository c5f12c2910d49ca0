"""The kind of the measured mailing: everything may go."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from delivery.api import MailingKind


class BenchmarkKind(MailingKind):
    """Lets everything go and keeps what is in doubt."""

    name: ClassVar[str] = "benchmark"
    label: ClassVar[str] = "Benchmark"
    in_doubt_rule: ClassVar[Literal["hold", "ask"]] = "hold"

    def may_send(self, references: Sequence[str]) -> dict[str, str]:
        """Withhold nothing."""
        return {}
