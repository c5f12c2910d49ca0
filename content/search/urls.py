"""The addresses of search and of topics, in every language."""

from django.urls import path

from content.search import views
from content.search.feeds import TopicFeed

app_name = "search"

urlpatterns = [
    path("search/", views.search_page, name="search"),
    path("topics/", views.topics_page, name="topics"),
    path("topics/<slug:slug>/", views.topic_page, name="topic"),
    path("topics/<slug:slug>/feed/", TopicFeed(), name="topic_feed"),
]
