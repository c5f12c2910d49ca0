"""Search over everything published."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search over everything published."""

    name = "content.search"
    label = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Keep the entries in step with what is published."""
        from content.search.receivers import connect_receivers

        connect_receivers()
