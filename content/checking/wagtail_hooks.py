"""The checks where pages are published many at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from content.checking.policy import verdict_on


@hooks.register("before_bulk_action")
def check_before_bulk_publication(
    request: HttpRequest,
    action_type: str,
    objects: list[Any],
    action_class_instance: Any,  # noqa: ARG001 - Wagtail calls with its name
) -> HttpResponse | None:
    """Publish none of the chosen pages while one of their drafts has something to mend."""
    if action_type != "publish" or request.method != "POST":
        return None
    drafts = [page.get_latest_revision_as_object() for page in objects if isinstance(page, Page)]
    stopped = [(draft, verdict.blocking) for draft in drafts if (verdict := verdict_on(draft)).blocking]
    for draft, blocking in stopped:
        messages.error(
            request, _("“%(page)s” is not published: %(finding)s") % {"page": draft.title, "finding": blocking[0]}
        )
    return redirect("wagtailadmin_explore_root") if stopped else None
