"""Addresses of single blocks that stand by themselves."""

from django.urls import path

from content.blocks import pathway_views as views

app_name = "pathways"

urlpatterns = [
    path("evidence/pathways/<int:page_id>/<uuid:block_id>/embed/", views.embed, name="embed"),
    path("evidence/pathways/<int:page_id>/<uuid:block_id>.svg", views.svg, name="svg"),
    path("evidence/pathways/<int:page_id>/<uuid:block_id>.png", views.png, name="png"),
]
