"""The application that owns the page cache's table and triggers."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PageCacheConfig(AppConfig):
    """The page cache."""

    name = "pmcsite.page_cache"
    label = "page_cache"
    verbose_name = "Page cache"

    def ready(self) -> None:
        """Give every table that pages can show its trigger after each migration."""
        from pmcsite.page_cache import triggers

        post_migrate.connect(triggers.install_after_migrate, sender=self, dispatch_uid="page_cache_triggers")
