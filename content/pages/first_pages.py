"""Lays the first pages of a new installation: one home page per language and the site they belong to.

Runs after every `migrate` and changes nothing where a home page exists, so that a fresh database (also one
that tests have just emptied) always has a site that answers at `/` and `/es/`.
"""

from django.conf import settings
from django.db import connections, transaction
from wagtail.models import Collection, Locale, Page, Site

from content.pages.models.home import HomePage


def lay_first_pages() -> HomePage:
    """Return the default language's home page, creating it, its translations and the site where absent."""
    default = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    home: HomePage | None = HomePage.objects.filter(locale=default, depth=2).first()
    if home is None:
        with transaction.atomic():
            home = _create_home(_root_page(default), default)
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        locale = Locale.objects.get_or_create(language_code=code)[0]
        if locale != default and not home.has_translation(locale):
            home.copy_for_translation(locale).save_revision().publish()
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    return home


def _root_page(locale: Locale) -> Page:
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(title="Root", slug="root", locale=locale)
    return root


def _create_home(root: Page, locale: Locale) -> HomePage:
    """Create the home page in the place of Wagtail's stock page, and the site that it is the root of."""
    stock = [page for page in root.get_children() if page.specific_class is Page]
    home = HomePage(title=settings.WAGTAIL_SITE_NAME, slug="first-home", locale=locale)
    root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": settings.WAGTAIL_SITE_NAME},
    )
    for page in stock:
        page.delete()
    first: HomePage = HomePage.objects.get(pk=home.pk)
    first.slug = "home"
    first.save_revision().publish()
    first.refresh_from_db()
    return first


def lay_first_pages_after_migrate(using: str, **_kwargs: object) -> None:
    """Django's post_migrate receiver; waits until the tables of all rooms are there."""
    tables = set(connections[using].introspection.table_names())
    if {HomePage._meta.db_table, "wagtailsearch_indexentry", "wagtail_localize_translationsource"} <= tables:
        lay_first_pages()
