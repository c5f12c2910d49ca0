import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from content.api import get_home_page
from pmcsite.face import social_cards
from pmcsite.tasks import draw_social_card

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return get_home_page()


def picture(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("title", "summary"),
    [("Short", ""), ("A title of some length " * 12, "And a summary " * 40), ("x" * 4000, "y" * 900), ("", "")],
)
def test_any_title_makes_a_card_of_the_right_size(title, summary):
    data = social_cards.draw_words(title, summary)

    assert picture(data).size == (1200, 630)
    assert len(data) < 100_000


def test_the_page_names_its_card_and_the_card_is_served(client, home):
    html = client.get("/").content.decode()
    path = social_cards.card_path(home)
    assert f'<meta property="og:image" content="http://localhost:8000{path}">' in html

    response = client.get(path)

    assert response.status_code == 200
    assert picture(response.content).size == (1200, 630)
    assert "immutable" in response["Cache-Control"]


def test_showing_the_page_draws_nothing(client, home):
    client.get("/")

    assert not default_storage.exists(social_cards.storage_name(home))


def test_the_task_draws_it_and_a_new_title_replaces_it(client, home):
    draw_social_card(home.pk)
    first = social_cards.storage_name(home)
    assert default_storage.exists(first)

    home.title = "Another title"
    home.seo_title = ""
    home.save_revision().publish()
    draw_social_card(home.pk)

    assert not default_storage.exists(first)
    assert default_storage.exists(social_cards.storage_name(home))


def test_an_outdated_address_leads_to_the_present_card(client, home):
    response = client.get(f"/social-cards/{home.pk}-{'0' * 16}.png")

    assert response.status_code == 302
    assert response["Location"] == social_cards.card_path(home)


def test_an_unpublished_page_has_no_card(client, home):
    path = social_cards.card_path(home)
    home.unpublish()

    assert client.get(path).status_code == 404
