"""The addresses of `newsletters` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver, include, path

from newsletters import views

_pages: list[URLPattern | URLResolver] = [
    path("newsletters/subscribe/", views.subscribe, name="subscribe"),
    path("newsletters/subscribe/check-your-mail/", views.check_mail, name="check_mail"),
    path("newsletters/subscribe/confirmed/", views.confirmed, name="confirmed"),
    path("account/newsletters/", views.choose, name="choose"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((_pages, "newsletters")))]
