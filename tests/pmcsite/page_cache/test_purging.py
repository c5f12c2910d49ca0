"""Publishing something purges exactly the pages that show it."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from wagtail.models import Page, PageViewRestriction

from content.evidence.versions import add_version, content_of
from content.media.models import SiteImage
from content.pages.models import FooterLink, SiteSettings
from pmcsite.page_cache import changes
from tests.content.factories import make_article, make_fact, make_news, make_page
from tests.content.library.factories import make_publication, make_publications, make_topic


def paragraph(text):
    return [{"type": "paragraph", "value": text}]


def citing(fact):
    return paragraph(f'<p>So many: <a linktype="fact" id="{fact.pk}"></a></p>')


def republish(page, **fields):
    page = page.specific
    page.refresh_from_db()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_fact_purges_the_pages_that_cite_it_and_its_own(host):
    cited, other = make_fact("cited"), make_fact("other")
    make_page("Citing", body=citing(cited))
    make_page("Elsewhere", body=citing(other))
    host.keep("/", "/citing/", "/elsewhere/", "/evidence/facts/cited/", "/evidence/facts/other/")
    assert host.purge() == set()

    version = content_of(cited.current)
    add_version(cited, type(version)(**{**vars(version), "display": "42 percent"}), reason="New figure")

    assert host.purge() == {"/citing/", "/evidence/facts/cited/"}
    assert "42 percent" in host.get("/citing/").text
    assert host.get("/elsewhere/").how == "hit"


def test_a_page_that_changes_inside_purges_only_itself(host):
    page = make_page("Changing", show_in_menus=True, body=paragraph("<p>Old words</p>"))
    make_page("Linking", body=paragraph(f'<p><a linktype="page" id="{page.pk}">x</a></p>'))
    host.keep("/", "/changing/", "/linking/")
    host.purge()

    republish(page, body=paragraph("<p>New words</p>"))

    assert host.purge() == {"/changing/"}
    assert "New words" in host.get("/changing/").text


def test_a_menu_item_purges_every_page_that_has_the_menu(host):
    page = make_page("Menu entry", show_in_menus=True)
    make_page("Other")
    host.keep("/", "/other/", "/menu-entry/", "/feed/")
    host.purge()

    republish(page, title="Renamed entry")

    assert host.purge() == {"/", "/other/", "/menu-entry/"}
    assert "Renamed entry" in host.get("/other/").text


def test_a_draft_purges_nothing(host):
    page = make_page("Drafted")
    host.keep("/", "/drafted/")
    host.purge()
    page.title = "Not yet"
    page.save_revision()
    draft = make_page("Never published", live=False)
    draft.unpublish()
    host.purge()
    host.keep("/", "/drafted/")

    page.title = "Still not"
    page.save_revision()

    assert host.purge() == set()


def test_a_new_article_purges_the_lists_it_appears_in(host):
    news = make_news()
    make_article(news, "First", published_on=date(2026, 1, 1))
    make_page("Other")
    host.keep("/", "/news/", "/news/first/", "/other/", "/feed/")
    host.purge()

    make_article(news, "Second", published_on=date(2026, 2, 1))

    assert host.purge() == {"/news/", "/feed/"}
    assert "Second" in host.get("/news/").text


def test_an_article_edited_inside_leaves_the_list_alone(host):
    news = make_news()
    article = make_article(news, "First", body=paragraph("<p>Old</p>"))
    host.keep("/news/", "/news/first/")
    host.purge()

    republish(article, body=paragraph("<p>New</p>"))

    # The list shows when an article was last published only in the feed.
    assert "/news/first/" in host.purge()
    assert "New" in host.get("/news/first/").text


def test_the_first_child_of_a_page_without_children_is_seen(host):
    make_news()
    host.keep("/news/")
    host.purge()

    make_article(make_page("unrelated").get_parent().specific.get_children().get(slug="news").specific, "The first")

    assert "/news/" in host.purge()
    assert "The first" in host.get("/news/").text


def test_an_unpublished_page_is_gone_everywhere_it_was_linked(host):
    page = make_page("Going")
    make_page("Linking", body=paragraph(f'<p><a linktype="page" id="{page.pk}">x</a></p>'))
    make_page("Other")
    host.keep("/going/", "/linking/", "/other/")
    host.purge()

    page.unpublish()

    assert host.purge() == {"/going/", "/linking/"}
    assert host.get("/going/").status == 404
    assert "/going/" not in host.get("/linking/").text


def test_a_moved_page_leads_from_its_old_address_to_the_new_one(host):
    page, target = make_page("Old place"), make_page("New home")
    make_page("Child", parent=page)
    make_page("Linking", body=paragraph(f'<p><a linktype="page" id="{page.pk}">x</a></p>'))
    make_page("Other")
    host.keep("/old-place/", "/old-place/child/", "/linking/", "/other/")
    host.purge()

    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=target.pk), "last-child")

    assert host.purge() >= {"/old-place/", "/old-place/child/", "/linking/"}
    assert host.get("/old-place/").status == 301
    assert "/new-home/old-place/" in host.get("/linking/").text
    assert host.get("/new-home/old-place/child/").status == 200


@pytest.mark.parametrize("above", [False, True])
def test_a_page_that_becomes_private_is_no_longer_shown(host, above):
    section = make_page("Section")
    make_page("Secret", parent=section)
    make_page("Open")
    host.keep("/section/secret/", "/open/")
    host.purge()

    restricted = section if above else Page.objects.get(slug="secret")
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)

    assert "/section/secret/" in host.purge()
    assert host.get("/section/secret/").status == 302
    assert host.get("/section/secret/").how == ""
    assert host.get("/open/").how == "hit"


def test_settings_of_the_site_and_footer_links_purge_all_pages(host):
    page = make_page("Privacy")
    host.keep("/", "/privacy/")
    host.purge()

    settings = SiteSettings.load()
    settings.contact_email = "hello@example.org"
    settings.save()
    assert host.purge() == {"/", "/privacy/"}
    host.keep("/", "/privacy/")

    FooterLink.objects.create(settings=settings, page=page, sort_order=0)
    assert host.purge() == {"/", "/privacy/"}


def test_an_image_purges_the_pages_that_show_it(host):
    image = picture()
    other = picture()
    for title, shown in (("Shows", image), ("Shows another", other)):
        block = {"image": shown.pk, "alternative": "Lines", "decorative": False, "caption": ""}
        make_page(title, body=[{"type": "picture", "value": block}])
    host.get("/shows/"), host.get("/shows-another/")
    host.purge()
    host.keep("/shows/", "/shows-another/")
    host.purge()

    image.credit = "Somebody Else"
    image.save()

    assert host.purge() == {"/shows/"}
    assert "Somebody Else" in host.get("/shows/").text


def picture():
    from PIL import Image

    file = ContentFile(b"", name="lines.png")
    Image.new("RGB", (1600, 900), "navy").save(file, "PNG")
    return SiteImage.objects.create(title="Lines", file=file, width=1600, height=900)


def test_a_hand_at_the_database_is_seen_as_well(host):
    page = make_page("Before")
    host.keep("/before/")
    host.purge()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = 'After' WHERE id = %s", [page.pk])

    assert host.purge() == {"/before/"}
    assert "After" in host.get("/before/").text


def test_every_host_sees_the_change(new_host):
    first, second = new_host("first"), new_host("second")
    page = make_page("Shared")
    for host in (first, second):
        host.purge()
        host.keep("/shared/")
    republish(page, title="Shared by all")

    with connection.cursor() as cursor:
        for host in (first, second):
            host.purger.position_file.write_text(changes.snapshot(cursor))
        assert first.purger.purge(cursor) == second.purger.purge(cursor) == {"/shared/"}
        cursor.execute("DELETE FROM page_cache_change")
    assert "Shared by all" in second.get("/shared/").text


def test_a_change_that_rolls_back_purges_nothing(host):
    from django.db import transaction

    page = make_page("Kept")
    host.keep("/kept/")
    host.purge()
    with transaction.atomic():
        republish(page, title="Lost")
        transaction.set_rollback(True)

    assert host.purge() == set()
    assert host.get("/kept/").how == "hit"


def test_a_topic_given_another_name_or_a_translation_purges_the_pages_that_name_it(host):
    topic = make_topic("Biomarkers")
    publications = make_publications()
    make_publication(publications, "About it", topics=[topic])
    make_publication(publications, "About nothing")
    host.keep("/publications/about-it/", "/publications/about-nothing/", "/topics/")

    topic.name = "Biomarker testing"
    topic.save()

    assert host.purge() == {"/publications/about-it/", "/topics/"}
    assert "Biomarker testing" in host.get("/publications/about-it/").text
