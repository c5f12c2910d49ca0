"""The addresses of `advocacy.outreach` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
