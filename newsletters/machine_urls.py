"""Addresses of `newsletters` that are the same in every language."""

from django.urls import path

from newsletters import views

app_name = "newsletters_links"

urlpatterns = [path("newsletters/go/<str:reference>/<int:left_at>/", views.follow, name="follow")]
