"""The addresses of `advocacy.campaigns` that are not Wagtail pages."""

from django.urls import path

from advocacy.campaigns import views

app_name = "campaigns"

urlpatterns = [
    path("act/write/<int:page_id>/", views.write, name="write"),
    path("act/write/<int:page_id>/send/", views.send, name="send"),
    path("act/write/<int:page_id>/sent/", views.sent, name="sent"),
]
