"""The addresses of `content.evidence` that are not Wagtail pages."""

from django.urls import path

from content.evidence import chart_views, views

app_name = "evidence"

urlpatterns = [
    path("evidence/facts/<slug:slug>.json", views.fact_json, name="fact_json"),
    path("evidence/facts/<slug:slug>.bib", views.fact_bibtex, name="fact_bibtex"),
    path("evidence/facts/<slug:slug>.ris", views.fact_ris, name="fact_ris"),
    path("evidence/facts/<slug:slug>.csv", views.fact_csv, name="fact_csv"),
    path("evidence/facts/<slug:slug>/", views.fact_page, name="fact"),
    path("evidence/charts/<slug:slug>/", chart_views.chart_page, name="chart"),
    path("evidence/charts/<slug:slug>/embed/", chart_views.chart_embed, name="chart_embed"),
    path("evidence/charts/<slug:slug>.csv", chart_views.chart_csv, name="chart_csv"),
    path("evidence/charts/<slug:slug>.png", chart_views.chart_png, name="chart_png"),
    path("evidence/charts/<slug:slug>.svg", chart_views.chart_svg, name="chart_svg"),
    path("evidence/facts/<slug:slug>/versions/<int:number>/", views.fact_page, name="fact_version"),
    path("evidence/facts/<slug:slug>/versions/<int:number>.json", views.fact_json, name="fact_version_json"),
    path("evidence/facts/<slug:slug>/versions/<int:number>.bib", views.fact_bibtex, name="fact_version_bibtex"),
    path("evidence/facts/<slug:slug>/versions/<int:number>.ris", views.fact_ris, name="fact_version_ris"),
]
