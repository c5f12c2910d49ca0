"""The addresses of `content.evidence` that are not Wagtail pages."""

from django.urls import path

from content.evidence import views

app_name = "evidence"

urlpatterns = [
    path("evidence/facts/<slug:slug>.json", views.fact_json, name="fact_json"),
    path("evidence/facts/<slug:slug>.bib", views.fact_bibtex, name="fact_bibtex"),
    path("evidence/facts/<slug:slug>.ris", views.fact_ris, name="fact_ris"),
    path("evidence/facts/<slug:slug>/", views.fact_page, name="fact"),
    path("evidence/facts/<slug:slug>/versions/<int:number>/", views.fact_page, name="fact_version"),
]
