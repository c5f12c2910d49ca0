"""The site's pages, navigation and search."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The site's pages, navigation and search."""

    name = "content.pages"
    label = "pages"
    verbose_name = "Pages"
