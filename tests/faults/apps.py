"""Makes the test's mailing kind known in workers, as upper rooms do with theirs."""

from django.apps import AppConfig


class FaultsConfig(AppConfig):
    """Registers the quiet kind."""

    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        from delivery.api import register_mailing_kind
        from tests.delivery.factories import QuietKind

        register_mailing_kind(QuietKind())
