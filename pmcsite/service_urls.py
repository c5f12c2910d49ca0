"""Addresses that only a development machine has: uploaded files (nginx's task elsewhere) and caught mail."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

urlpatterns: list[URLPattern | URLResolver] = []

if settings.DEVELOPMENT:
    urlpatterns += [
        re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
        path("mail-catcher/", include("pmcsite.mail_catcher.urls")),
    ]
