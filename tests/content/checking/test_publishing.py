"""The policy in the editor: a draft is always kept, publishing waits for what must be mended."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content.api import get_home_page
from content.checking.models import Level, PublishPolicy
from content.pages.models import StandardPage
from tests.content.factories import make_page
from tests.content.staff import staff_client

pytestmark = pytest.mark.django_db
VAGUE = '<p><a href="https://example.org/">Click here</a></p>'
TYPED = "<p>Only 12 percent were told.</p>"


@pytest.fixture
def editor() -> Client:
    return staff_client(superuser=True)


def set_policy(**levels: Level) -> None:
    policy = PublishPolicy.load()
    for name, level in levels.items():
        setattr(policy, name, level)
    policy.save()


def send(client: Client, page: StandardPage, html: str, **action: str) -> Any:
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": "",
            "body": streamfield([("paragraph", rich_text(html))]),
            "social_image": "",
            "seo_title": "",
            "search_description": "",
            "go_live_at": "",
            "expire_at": "",
            "comment_notifications": "",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
            **action,
        }
    )
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data, follow=True)


def body_of(page: StandardPage) -> str:
    return str(StandardPage.objects.get(pk=page.pk).body)


def test_a_blocking_finding_stops_publishing_but_not_the_draft(editor: Client) -> None:
    page = make_page()
    answer = send(editor, page, VAGUE, **{"action-publish": "1"}).content.decode()
    assert "Please mend this before the page is published" in answer
    assert "“Click here” does not say where it leads" in answer
    assert "Click here" not in body_of(page)
    send(editor, page, VAGUE)
    assert "Click here" in str(StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object().body)


def test_submitting_to_a_reviewer_is_stopped_too(editor: Client) -> None:
    page = make_page()
    answer = send(editor, page, VAGUE, **{"action-submit": "1"}).content.decode()
    assert "Please mend this" in answer
    assert not StandardPage.objects.get(pk=page.pk).workflow_in_progress


def test_a_warning_is_shown_and_lets_through(editor: Client) -> None:
    page = make_page()
    send(editor, page, TYPED, **{"action-publish": "1"})
    assert "12 percent" in body_of(page)
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
    panel = BeautifulSoup(shown, "html.parser").select_one("#publish-check")
    assert panel is not None
    assert "Worth a look before you publish" in panel.get_text()
    assert "“12 percent” is typed in." in panel.get_text()


@pytest.mark.parametrize(("level", "published"), [(Level.BLOCK, False), (Level.WARN, True), (Level.OFF, True)])
def test_the_policy_decides(editor: Client, level: Level, published: bool) -> None:
    set_policy(figures=level)
    page = make_page()
    send(editor, page, TYPED, **{"action-publish": "1"})
    assert ("12 percent" in body_of(page)) is published


def test_what_is_not_checked_is_not_shown(editor: Client) -> None:
    set_policy(figures=Level.OFF)
    page = make_page(body=[("paragraph", TYPED)])
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "is typed in" not in shown
    assert "nothing to mend" in shown


def test_publishing_many_at_once_is_stopped_by_one(editor: Client) -> None:
    good, bad = make_page("Good"), make_page("Bad", body=[("paragraph", VAGUE)])
    for page in (good, bad):
        page.unpublish()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = editor.post(f"{address}?id={good.pk}&id={bad.pk}&next=/admin/", {"id": [good.pk, bad.pk]}, follow=True)
    assert "“Bad” is not published" in answer.content.decode()
    assert not Page.objects.filter(pk__in=[good.pk, bad.pk], live=True).exists()


def test_the_policy_is_set_by_staff_with_the_permission(editor: Client) -> None:
    address = reverse("wagtailsettings:edit", args=["checking", "publishpolicy"])
    address = editor.get(address, follow=True).request["PATH_INFO"]
    levels = dict.fromkeys(("figures", "review", "conflicts", "pictures", "headings", "links"), "warn")
    editor.post(address, levels | {"figures": "block"})
    assert PublishPolicy.load().figures == Level.BLOCK
    assert staff_client("view_fact").get(address).status_code in {302, 403}


def test_the_form_of_a_page_not_begun_yet_opens(editor: Client) -> None:
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", get_home_page().pk])
    assert editor.get(address).status_code == 200
