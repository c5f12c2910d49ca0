"""Addresses of icons, cards, `robots.txt` and the style page."""

from django.urls import path

from pmcsite.face import icons, views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("site.webmanifest", views.web_manifest, name="web_manifest"),
    *(path(name, views.icon, {"name": name}, name=f"icon_{name.partition('.')[0]}") for name in icons.NAMES),
    path("social-cards/<int:page_id>-<slug:digest>.png", views.social_card, name="social_card"),
    path("styleguide/", views.style_page, name="styleguide"),
    path("styleguide/errors/<int:code>/", views.error_page, name="styleguide_error"),
]
