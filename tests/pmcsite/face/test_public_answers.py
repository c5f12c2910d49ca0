import json

import lxml.html
import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.django_db

PUBLIC_PATHS = (
    "/",
    "/es/",
    "/no-such-page/",
    "/robots.txt",
    "/site.webmanifest",
    "/favicon.ico",
    "/search/",
    "/legislators/",
)


@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_a_public_answer_is_the_same_for_everyone(client, path):
    plain = client.get(path)
    other = client.get(
        path, headers={"accept-language": "es", "cookie": f"sessionid={'k' * 32}; csrftoken={'x' * 32}; theme=dark"}
    )

    assert plain.status_code == (404 if path == "/no-such-page/" else 200)
    assert not plain.cookies
    assert not other.cookies
    varies_by = {name.strip().lower() for name in plain.get("Vary", "").split(",") if name.strip()}
    assert not varies_by & {"cookie", "accept-language", "user-agent"}
    assert plain.content == other.content


@pytest.mark.parametrize("path", ["/", "/es/", "/no-such-page/", "/account/login/", "/join/"])
def test_nothing_stands_inline_and_the_policy_allows_nothing_inline(client, path):
    response = client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    tree = lxml.html.fromstring(response.content.decode())

    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert tree.xpath("//style") == []
    assert tree.xpath("//@style") == []
    assert tree.xpath("//@*[starts-with(name(), 'on')]") == []
    assert [script for script in tree.xpath("//script[not(@src)]") if not script.get("type", "").endswith("json")] == []


def test_the_editing_pages_have_a_policy_of_their_own(admin_client):
    policy = admin_client.get("/admin/")["Content-Security-Policy"]

    assert "'unsafe-inline'" in policy
    assert "default-src 'self'" in policy


def test_each_language_names_the_other_and_itself(client):
    tree = lxml.html.fromstring(client.get("/es/").content.decode())

    assert tree.get("lang") == "es"
    links = {link.get("hreflang"): link.get("href") for link in tree.xpath("//link[@rel='alternate'][@hreflang]")}
    assert links == {"en": "http://localhost:8000/", "es": "http://localhost:8000/es/"}
    assert tree.xpath("//link[@rel='canonical']/@href") == ["http://localhost:8000/es/"]


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("?utm_source=x", ""),
        ("?page=2", "?page=2"),
        ("?page=1", ""),
        ("?page=two", ""),
        ("?page=٣", ""),
        ("?page=99999", ""),
    ],
)
def test_the_canonical_address_keeps_only_the_number_of_the_lists_page(client, query, canonical):
    tree = lxml.html.fromstring(client.get(f"/{query}", headers={"x-forwarded-host": "evil.example"}).content.decode())

    assert tree.xpath("//link[@rel='canonical']/@href") == [f"http://localhost:8000/{canonical}"]


def test_what_the_home_page_says_of_itself_is_valid_json(client):
    tree = lxml.html.fromstring(client.get("/").content.decode())
    (block,) = tree.xpath("//script[@type='application/ld+json']/text()")
    data = json.loads(block)

    assert data["@context"] == "https://schema.org"
    assert {thing["@type"] for thing in data["@graph"]} >= {"Organization", "WebSite"}


def test_robots_are_kept_from_personal_pages(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /account/\n" in text
    assert "Disallow: /es/letters/\n" in text
    assert "Sitemap: http://localhost:8000/sitemap.xml\n" in text


@pytest.mark.parametrize("name", ["favicon.ico", "apple-touch-icon.png", "social-card.png"])
def test_icons_are_drawn_when_asked_for(client, settings, tmp_path, name):
    settings.VAR_DIR = tmp_path

    response = client.get(f"/{name}")

    assert response.status_code == 200
    assert response.content.startswith(b"\x00\x00\x01\x00" if name.endswith("ico") else b"\x89PNG")


def test_the_page_for_failures_needs_no_database(django_db_blocker):
    with django_db_blocker.block():
        html = render_to_string("500.html")

    assert "Something went wrong on our side" in html


def test_the_style_page_is_for_staff_only(client, admin_client):
    assert client.get("/styleguide/").status_code == 302
    response = admin_client.get("/styleguide/")
    assert response.status_code == 200
    assert b"This field is required." in response.content


@pytest.mark.parametrize("code", [403, 404, 429, 500])
def test_staff_can_look_at_the_error_pages(admin_client, code):
    assert str(code) in admin_client.get(f"/styleguide/errors/{code}/").content.decode()
