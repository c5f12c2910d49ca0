"""The addresses of `advocacy.legislators` that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver, path

from advocacy.legislators import views

app_name = "legislators"
urlpatterns: list[URLPattern | URLResolver] = [
    path("legislators/", views.lookup, name="lookup"),
    path("legislators/states/", views.choose_state, name="states"),
    path("legislators/states/<slug:code>/", views.state, name="state"),
    path("legislators/people/<slug:slug>/", views.person, name="person"),
    path("legislators/committees/<int:pk>/", views.committee, name="committee"),
]
