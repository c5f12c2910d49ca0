"""The addresses of `members` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from members.views import account, confirm, join, preferences, sign_in

_pages: list[URLPattern | URLResolver] = [
    path("join/", join.join, name="join"),
    path("join/check-your-mail/", join.check_mail, name="check_mail"),
    path("join/welcome/", join.welcome, name="welcome"),
    path("confirm/<str:token>/", confirm.confirm, name="confirm"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("preferences/", preferences.ask_for_preferences, name="ask_for_preferences"),
    path("preferences/check-your-mail/", preferences.preferences_asked, name="preferences_asked"),
    path("preferences/<str:token>/", preferences.preferences, name="preferences"),
    path("account/", account.account, name="account"),
    path("account/preferences/", account.save_preferences, name="save_preferences"),
    path("account/download/", account.download, name="download"),
    path("account/erase/", account.erase, name="erase"),
    path("account/erased/", account.erased, name="erased"),
    path("account/fresh/", sign_in.fresh_sign_in, name="fresh_sign_in"),
    path("account/second-factor/", sign_in.second_factor, name="second_factor"),
    path("account/login/password/", sign_in.PasswordSignInView.as_view(), name="password_sign_in"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_pages, "members"))),
    path("account/login/", sign_in.SignInView.as_view(), name="account_login"),
    path("account/signup/", RedirectView.as_view(pattern_name="members:join"), name="account_signup"),
    path("account/", include("allauth.account.urls")),
    path("account/two-factor/", include("allauth.mfa.urls")),
]
