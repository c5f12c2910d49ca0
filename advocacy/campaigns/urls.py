"""The addresses of `advocacy.campaigns` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
