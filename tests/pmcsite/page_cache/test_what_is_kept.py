"""What may be kept, for whom, and what nobody can slip into it."""

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import PageViewRestriction

from members.models import Member
from tests.content.factories import make_article, make_news, make_page


@pytest.fixture
def page(host):
    page = make_page("Kept page")
    host.purge()
    return page


def test_a_page_is_made_once_and_then_served_with_the_same_bytes_and_headers(host, page):
    first, second = host.get("/kept-page/"), host.get("/kept-page/")

    assert (first.how, second.how) == ("miss", "hit")
    assert first.body == second.body
    assert first.headers | {"X-Page-Cache": ""} == second.headers | {"X-Page-Cache": ""}
    through_django = Client().get("/kept-page/")
    assert through_django.content == second.body
    kept = {
        name: value for name, value in through_django.headers.items() if name not in {"X-Request-ID", "Content-Length"}
    }
    assert kept.items() <= second.headers.items()


@pytest.mark.parametrize(
    "query",
    ["utm_source=mail", "utm_source=a&utm_medium=b", "gclid=x%3Cscript%3E", "fbclid=1&utm_campaign=page=2", "&"],
)
def test_tracking_parameters_lead_to_the_same_page(host, page, query):
    host.keep("/kept-page/")

    got = host.get(f"/kept-page/?{query}")

    assert got.how == "hit"
    assert got.body == host.get("/kept-page/").body


def test_a_tracking_parameter_of_the_first_visitor_is_not_shown_to_the_next(host):
    news = make_news()
    for number in range(14):
        make_article(news, f"Article {number}")
    host.purge()

    host.get("/news/?utm_source=poison")
    got = host.get("/news/")

    assert got.how == "hit"
    assert "poison" not in got.text
    assert "?page=2" in got.text


def test_the_pages_of_a_list_are_kept_apart(host):
    news = make_news()
    for number in range(14):
        make_article(news, f"Article {number}")
    host.purge()
    host.keep("/news/", "/news/?page=2")

    assert host.get("/news/?page=2").body != host.get("/news/").body
    assert host.get("/news/?page=2&utm_source=x").body == host.get("/news/?page=2").body
    make_article(news, "One more")
    assert host.purge() == {"/news/", "/news/?page=2"}


@pytest.mark.parametrize(
    "query",
    [
        "x=1",
        "page=0",
        "page=1",
        "page=two",
        "page=2&page=3",
        "page=99999",
        "q=word",
        "page=%32",
        "PAGE=2",
        "utm_source",
    ],
)
def test_any_other_query_goes_past_the_cache_and_leaves_nothing_behind(host, page, query):
    got = host.get(f"/kept-page/?{query}")

    assert (got.status, got.how) == (200, "")
    assert host.get("/kept-page/").how == "miss"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x_forwarded_host", "evil.example"),
        ("x_host", "evil.example"),
        ("forwarded", "host=evil.example"),
        ("x_original_url", "/admin/"),
        ("x_http_method_override", "POST"),
        ("accept_language", "es"),
        ("user_agent", "evil.example"),
        ("cookie", "theme=evil.example; csrftoken=evil"),
        ("range", "bytes=0-10"),
        ("if_modified_since", "Wed, 25 Nov 2037 00:00:00 GMT"),
        ("accept", "application/json"),
        ("origin", "https://evil.example"),
    ],
)
def test_no_header_of_the_first_visitor_reaches_the_page(host, page, name, value):
    plain = Client().get("/kept-page/").content

    first = host.get("/kept-page/", **{name: value})
    second = host.get("/kept-page/")

    assert (first.status, second.how) == (200, "hit")
    assert first.body == second.body == plain


@pytest.mark.parametrize(
    "host_name", ["evil.example", "127.0.0.1:8000", "localhost", "localhost:8001", "LOCALHOST:8000.", ""]
)
def test_another_host_name_is_left_to_django(host, page, host_name):
    host.keep("/kept-page/")

    got = host.get("/kept-page/", host=host_name)

    assert got.how == ""
    assert "evil.example" not in host.get("/kept-page/").text


def test_the_hosts_own_name_counts_in_any_case(host, page):
    host.keep("/kept-page/")

    assert host.get("/kept-page/", host="LocalHost:8000").how == "hit"


@pytest.mark.parametrize(
    "path",
    [
        "//kept-page/",
        "/kept-page//",
        "/./kept-page/",
        "/x/../kept-page/",
        "/.hidden/",
        "/kept-page/\x00",
        "/KEPT-PAGE/",
        "/kept%2Dpage/",
    ],
)
def test_other_ways_to_write_a_path_make_no_entry(host, page, path):
    got = host.get(path)

    assert got.how == ""
    assert list(host.store.entries.iterdir()) == []
    assert got.status in {301, 302, 404}


def test_posts_are_never_answered_from_the_cache(host, page):
    host.keep("/kept-page/")

    assert host.get("/kept-page/", method="POST").how == ""
    head = host.get("/kept-page/", method="HEAD")
    assert (head.how, head.body) == ("hit", b"")
    assert head.headers["Content-Length"] == host.get("/kept-page/").headers["Content-Length"]


def test_somebody_signed_in_gets_a_page_of_their_own_that_is_not_kept(host, page):
    host.keep("/kept-page/")
    client = Client()
    client.force_login(Member.objects.create_superuser(email="staff@example.org", password="correct horse battery"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    assert host.get("/kept-page/", cookie=cookie).how == ""
    assert host.get("/", cookie=cookie).how == ""
    assert host.get("/").how == "miss"
    assert host.get("/kept-page/", authorization="Basic eDp5").how == ""


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
def test_a_private_page_is_never_kept(host, page, kind):
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="secret")
    host.purge()

    for _time in range(2):
        assert host.get("/kept-page/").how == ""
    assert list(host.store.entries.iterdir()) == []


@pytest.mark.parametrize(
    "path",
    [
        "/join/",
        "/account/login/",
        "/search/",
        "/search/?q=x",
        "/preferences/",
        "/no-such-page/",
        "/legislators/",
        "/admin/",
    ],
)
def test_forms_searches_errors_and_personal_pages_are_never_kept(host, page, path):
    for _time in range(2):
        assert host.get(path).how == ""
    assert list(host.store.entries.iterdir()) == []


def test_a_draft_and_its_preview_are_never_kept(host, page):
    page.title = "Secret draft"
    page.save_revision()
    client = Client()
    client.force_login(Member.objects.create_superuser(email="staff@example.org", password="correct horse battery"))

    client.get(f"/admin/pages/{page.pk}/view_draft/")

    assert "Secret draft" not in host.get("/kept-page/").text
    assert "Secret draft" not in host.get("/kept-page/").text


def test_an_entity_tag_saves_sending_the_page_again(host, page):
    host.keep("/kept-page/")
    whole = host.get("/kept-page/", accept_encoding="gzip")

    again = host.get("/kept-page/", accept_encoding="gzip", if_none_match=f'"x", {whole.headers["ETag"]}')

    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == whole.headers["ETag"]
    assert not whole.headers["ETag"].startswith("W/")
    assert host.get("/kept-page/", accept_encoding="br", if_none_match=whole.headers["ETag"]).status == 200


def test_a_page_with_an_expiry_date_is_not_kept_beyond_it(host, page):
    from django.utils import timezone

    page.refresh_from_db()
    page.expire_at = timezone.now() + timezone.timedelta(minutes=10)
    page.save()
    host.purge()
    host.get("/kept-page/")

    entry = host.store.find(host.store.entry_path("/kept-page/"))

    assert entry.expires_at == pytest.approx(page.expire_at.timestamp())


def test_a_page_changed_while_it_was_made_is_not_kept(host, page, monkeypatch):
    """The change comes between the reading and the keeping; the purger has not run."""
    from pmcsite.page_cache import gateway

    make = gateway.representations

    def change_meanwhile(body):
        page.title = "Changed meanwhile"
        page.save()
        return make(body)

    with monkeypatch.context() as patched:
        patched.setattr(gateway, "representations", change_meanwhile)
        first = host.get("/kept-page/")
    host.purge()

    assert "Changed meanwhile" not in first.text
    second = host.get("/kept-page/")
    assert second.how == "miss"
    assert "Changed meanwhile" in second.text


def test_a_page_purged_while_its_bodies_are_written_is_taken_back(host, page, monkeypatch):
    """The purger comes between the announcement and the bodies."""
    publish = host.store.publish

    def purge_first(entry, forms, written):
        page.title = "Changed meanwhile"
        page.save()
        host.purge()
        return publish(entry, forms, written)

    with monkeypatch.context() as patched:
        patched.setattr(host.store, "publish", purge_first)
        host.get("/kept-page/")

    assert not list(host.store.public.rglob("*.html"))
    assert "Changed meanwhile" in host.get("/kept-page/").text
