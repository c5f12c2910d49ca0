"""Addresses for machines: health, readiness, robots, feeds."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
