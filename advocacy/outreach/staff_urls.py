"""The addresses of the staff pages about letters, under `/admin/letters/`."""

from django.urls import path

from advocacy.outreach import staff_views

app_name = "outreach_admin"

urlpatterns = [
    path("", staff_views.letters, name="letters"),
    path("texts/", staff_views.texts, name="texts"),
    path("texts/<int:version_id>/", staff_views.text, name="text"),
    path("own-words/", staff_views.own_words, name="own_words"),
    path("own-words/<int:review_id>/", staff_views.decide_words, name="decide_words"),
]
