"""Addresses of the caught mail; included only with `DEVELOPMENT=1`."""

from django.urls import path

from pmcsite.mail_catcher import views

app_name = "mail_catcher"

urlpatterns = [
    path("", views.messages, name="messages"),
    path("empty/", views.empty, name="empty"),
    path("<str:name>/", views.message, name="message"),
    path("<str:name>/html/", views.html_part, name="html"),
    path("<str:name>/raw/", views.raw, name="raw"),
]
