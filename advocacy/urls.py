"""The addresses of `advocacy` that are not Wagtail pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("advocacy.legislators.urls")),
    path("", include("advocacy.campaigns.urls")),
    path("", include("advocacy.outreach.urls")),
]
