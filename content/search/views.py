"""The pages of search and of topics."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.search.results import Question, search
from content.topics.names import topic_by_slug, topic_names


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was found; without a query, only the form and the topics."""
    found = search(Question(request.GET))
    context = {
        "found": found,
        "topics": [] if found.query else list(topic_names().values()),
        "sharing_title": _("Search"),
        "breadcrumbs": [(_("Home"), _home_path(request)), (_("Search"),)],
    }
    return render(request, "search/search.html", context)


@require_safe
def topics_page(request: HttpRequest) -> HttpResponse:
    """Every topic with its introduction."""
    context = {
        "topics": list(topic_names().values()),
        "sharing_title": _("Topics"),
        "breadcrumbs": [(_("Home"), _home_path(request)), (_("Topics"),)],
    }
    return render(request, "search/topics.html", context)


@require_safe
def topic_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one topic, the newest first, by type and year; words narrow it further."""
    topic = topic_by_slug(slug)
    if topic is None:
        raise Http404
    context = {
        "topic": topic,
        "found": search(Question(request.GET, topic=topic)),
        "sharing_title": topic.name,
        "description": topic.introduction,
        "breadcrumbs": [
            (_("Home"), _home_path(request)),
            (_("Topics"), request.path.removesuffix(f"{slug}/")),
            (topic.name,),
        ],
    }
    return render(request, "search/topic.html", context)


def _home_path(request: HttpRequest) -> str:
    return "/es/" if request.path.startswith("/es/") else "/"
