"""The public address map (DESIGN: one address for each thing, in English at `/`, in Spanish at `/es/`)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler500 = "pmcsite.watching.outage.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("delivery.urls")),
    path("", include("pmcsite.service_urls")),
    path("", include("content.machine_urls")),
    path("", include("newsletters.machine_urls")),
    path("", include("pmcsite.face.urls")),
    # In place of Wagtail's own form, which knows neither rate limits nor second factors.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
]

urlpatterns += i18n_patterns(
    path("", include("members.urls")),
    path("", include("content.urls")),
    path("", include("advocacy.urls")),
    path("", include("education.urls")),
    path("", include("newsletters.urls")),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
