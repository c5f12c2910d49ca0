"""The addresses of `content` that have one form for all languages."""

from django.urls import path

from content.pages import views

urlpatterns = [path("sitemap.xml", views.sitemap, name="sitemap")]
