"""The site's pages, navigation and search."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    """The site's pages, navigation and search."""

    name = "content.pages"
    label = "pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        """See to it that a migrated database has a home page in each language."""
        from content.pages.first_pages import lay_first_pages_after_migrate

        post_migrate.connect(lay_first_pages_after_migrate, sender=self, dispatch_uid="content.pages.lay_first_pages")
