"""The addresses of `advocacy.legislators` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver

app_name = "legislators"
urlpatterns: list[URLPattern | URLResolver] = []
