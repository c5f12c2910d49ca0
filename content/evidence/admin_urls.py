"""Addresses of the registry's staff pages, below `/admin/evidence/`."""

from django.urls import path

from content.evidence import admin_views as views

app_name = "evidence_admin"

urlpatterns = [
    path("attention/", views.attention, name="attention"),
    path("attention/places/<int:place_id>/", views.reread, name="reread"),
    path("attention/facts/<int:fact_id>/", views.reviewed, name="reviewed"),
    path("import/", views.import_facts, name="import"),
]
