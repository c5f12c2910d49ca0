"""The addresses of `members` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver, include, path

from members.views import confirm, join, preferences

_pages: list[URLPattern | URLResolver] = [
    path("join/", join.join, name="join"),
    path("join/check-your-mail/", join.check_mail, name="check_mail"),
    path("join/welcome/", join.welcome, name="welcome"),
    path("confirm/<str:token>/", confirm.confirm, name="confirm"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("preferences/", preferences.ask_for_preferences, name="ask_for_preferences"),
    path("preferences/check-your-mail/", preferences.preferences_asked, name="preferences_asked"),
    path("preferences/<str:token>/", preferences.preferences, name="preferences"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_pages, "members"))),
    path("account/", include("allauth.account.urls")),
    path("account/two-factor/", include("allauth.mfa.urls")),
]
