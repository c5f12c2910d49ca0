"""The addresses of `delivery` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
