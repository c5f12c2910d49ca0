"""The addresses of `content.pages` that are not Wagtail pages, in every language."""

from django.urls import path

from content.pages.feeds import NewsFeed

app_name = "pages"

urlpatterns = [
    path("feed/", NewsFeed(), name="feed"),
]
