"""The addresses of `advocacy.legislators` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
