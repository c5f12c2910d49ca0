"""Everything of one kind that the blocks of a page show is read at once."""

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from content.api import get_home_page
from content.blocks.preloading import images_in
from content.media.models import SiteImage, SiteRendition
from content.pages.models import StandardPage

pytestmark = pytest.mark.django_db


def page_with_pictures(count: int) -> StandardPage:
    """A published page that shows `count` pictures, half of them as blocks of a list would hold them: twice."""
    blocks: list[dict[str, Any]] = []
    for number in range(count):
        image = SiteImage.objects.create(title=f"Picture {number}", file=get_test_image_file(f"{number}.png"))
        value = {"image": image.pk, "alternative": f"Number {number}", "decorative": False, "caption": ""}
        blocks += [{"type": "picture", "id": str(uuid.uuid4()), "value": value}] * (1 + number % 2)
    page = StandardPage(title="Pictures", slug=f"pictures-{count}", body=json.dumps(blocks))
    get_home_page().add_child(instance=page)
    return page


def queries(client: Client, page: StandardPage) -> int:
    """How many queries the page takes once its sizes of pictures were made."""
    assert client.get(page.url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page.url).status_code == 200
    return len(captured)


def test_pictures_take_as_many_queries_however_many_there_are(client: Client) -> None:
    assert queries(client, page_with_pictures(1)) == queries(client, page_with_pictures(8)) <= 12


def test_sizes_of_pictures_are_not_asked_of_the_shared_cache(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_with_pictures(3)
    assert client.get(page.url).status_code == 200
    asked: list[object] = []
    monkeypatch.setattr(SiteRendition, "construct_cache_key", lambda *about: asked.append(about) or "key")
    assert b"number 2" in client.get(page.url).content.lower()
    assert not asked


def test_every_image_of_a_stream_is_found() -> None:
    page = page_with_pictures(4)
    found = [image.title for image in images_in(page.body)]
    assert found == ["Picture 0", "Picture 1", "Picture 1", "Picture 2", "Picture 3", "Picture 3"]
