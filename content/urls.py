"""The addresses of `content` that are not Wagtail pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("content.evidence.urls")),
    path("", include("content.blocks.urls")),
    path("", include("content.pages.urls")),
    path("", include("content.search.urls")),
]
