"""`manage.py rebuild_search`: write every entry of search anew."""

from typing import Any

from django.core.management.base import BaseCommand

from content.search.mending import forget_words, mend


class Command(BaseCommand):
    """Write every entry of search anew, for example after the first start of an older installation."""

    help = "Write every entry of search anew."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Rebuild and say how much there was."""
        self.stdout.write(f"{mend(everything=True)} pages and facts can be found.")
        forget_words()
