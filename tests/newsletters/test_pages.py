import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StreamValue
from wagtail.models import Site

from newsletters.blocks.story import MailStoryBlock
from newsletters.models import IssuePage, NewsletterPage
from tests.newsletters.factories import make_archive, make_image, make_issue
from tests.newsletters.test_rendering import EVERY_BLOCK

pytestmark = pytest.mark.django_db

STREAM = MailStoryBlock()


@pytest.mark.parametrize("name", list(STREAM.child_blocks))
def test_every_block_has_a_preview(name):
    block = STREAM.child_blocks[name]
    assert block.is_previewable
    value = block.get_preview_value()
    html = block.render(value)
    assert "{%" not in html
    assert block.mail_html(value) is not None
    assert isinstance(block.plain_text(value), str)
    assert isinstance(block.problems(value), list)
    assert block.get_description()


def published(issue: IssuePage) -> str:
    issue.save_revision().publish()
    return f"/newsletters/{issue.newsletter.slug}/{issue.slug}/"


def warm(client, path: str) -> None:
    Site.clear_site_root_paths_cache()
    assert client.get(path).status_code == 200


def test_query_budget_of_an_issue(client, django_assert_max_num_queries):
    path = published(make_issue(body=EVERY_BLOCK))
    warm(client, path)
    with django_assert_max_num_queries(32):
        client.get(path)


def test_query_budgets_of_the_archive_do_not_grow_with_issues(client, django_assert_max_num_queries):
    archive = make_archive()
    counts = []
    for number in range(1, 9):
        published(make_issue(archive, slug=f"issue-{number}", title=f"Issue {number}"))
        if number in {2, 8}:
            warm(client, archive.url)
            for path in (archive.url, archive.get_parent().url):
                with django_assert_max_num_queries(30) as captured:
                    client.get(path)
                counts.append(len(captured))
    assert counts[:2] == counts[2:], "two issues cost as much as eight"


def test_the_archive_lists_published_issues_newest_first(client):
    archive = make_archive()
    for number, day in enumerate(("2026-01-05", "2026-03-05", "2026-02-05"), start=1):
        published(make_issue(archive, slug=f"issue-{number}", title=f"Issue {number}", issue_date=day))
    make_issue(archive, slug="draft", title="Unsent draft")
    html = client.get(archive.url).content.decode()
    assert html.index("Issue 2") < html.index("Issue 3") < html.index("Issue 1")
    assert "Unsent draft" not in html
    assert "Unsent draft" not in client.get(f"{archive.url}feed/").content.decode()
    assert client.get(f"{archive.url}?page=99").status_code == 200
    assert client.get(f"{archive.url}?page=x").status_code == 200


def test_no_page_sets_a_cookie_or_differs_between_visitors(client):
    archive = make_archive()
    path = published(make_issue(archive))
    for address in (archive.get_parent().url, archive.url, path, f"{archive.url}feed/"):
        first, second = client.get(address), client.get(address)
        assert first.content == second.content
        assert b"csrfmiddlewaretoken" not in first.content
    assert not client.cookies


def test_an_issue_cannot_take_the_address_of_the_feed():
    issue = make_issue(slug="feed")
    with pytest.raises(ValidationError, match="feed"):
        issue.full_clean()


def test_one_archive_per_newsletter():
    archive = make_archive()
    twin = NewsletterPage(title="Twin", slug="twin", newsletter=archive.newsletter)
    with pytest.raises(ValidationError, match="archive page already"):
        archive.get_parent().add_child(instance=twin)


def test_the_feed_of_an_unpublished_archive_is_gone(client):
    archive = make_archive()
    address = f"{archive.url}feed/"
    assert client.get(address).status_code == 200
    archive.unpublish()
    assert client.get(address).status_code == 404


def test_pictures_are_absolute_jpeg_with_their_size_and_words():
    image = make_image()
    issue = make_issue(body=[("image", {"image": image.pk, "alternative": "Two people in a laboratory"})])
    block, value = issue.body[0].block, issue.body[0].value
    html = str(block.mail_html(value))
    assert 'alt="Two people in a laboratory"' in html
    assert 'src="http://localhost:8000/media/' in html
    assert 'width="552"' in html
    assert 'height="368"' in html
    assert block.plain_text(value) == "[Two people in a laboratory]"


def test_a_body_is_a_stream_of_mail_blocks():
    issue = make_issue()
    assert isinstance(issue.body, StreamValue)
    assert set(issue.body.stream_block.child_blocks) == set(STREAM.child_blocks)
