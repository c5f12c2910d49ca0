"""The WSGI entry point that granian serves: the page cache where it is switched on, and Django behind it."""

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from pmcsite.page_cache.keys import PublicAddress
from pmcsite.page_cache.store import Store

if TYPE_CHECKING:
    from pmcsite.page_cache.gateway import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")


def _behind_the_page_cache(django: WSGIHandler) -> "WSGIHandler | PageCache":
    store = Store(settings.PAGE_CACHE_DIR)
    if not settings.PAGE_CACHE:
        if store.root.exists():
            # Kept while the cache was on. Nobody purges these pages, and nginx would go on showing them.
            store.close()
        return django
    from pmcsite.page_cache.gateway import PageCache  # noqa: PLC0415 (needs the apps)

    cache = PageCache(django, store, PublicAddress(settings.PUBLIC_URL))
    cache.follow_changes()
    return cache


application = _behind_the_page_cache(get_wsgi_application())
