"""Links from the home page to pages that editors may not have translated yet."""

import lxml.html
import pytest
from django.test import Client
from wagtail.models import Locale

from tests.content.factories import make_page

pytestmark = pytest.mark.django_db


def links(client: Client, address: str) -> set[str]:
    return set(lxml.html.fromstring(client.get(address).content.decode()).xpath("//main//a/@href"))


def test_a_page_nobody_has_translated_is_linked_as_it_is(client: Client) -> None:
    make_page("Learn", slug="learn")
    assert "/learn/" in links(client, "/es/")
    assert "/es/learn/" not in links(client, "/es/")
    assert "/learn/" in links(client, "/")


def test_a_translated_page_is_linked_at_its_own_address(client: Client) -> None:
    copy = make_page("Learn", slug="learn").copy_for_translation(Locale.objects.get(language_code="es"))
    copy.slug = "aprender"
    copy.save_revision().publish()
    assert "/es/aprender/" in links(client, "/es/")
