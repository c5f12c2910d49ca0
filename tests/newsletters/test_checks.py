import pytest
from wagtail.models import Site

from content.api import get_home_page
from members.api import Segment
from newsletters.blocks.from_the_site import ArticleCardsBlock
from newsletters.checks import Severity, blocking, check_issue, leads_somewhere
from newsletters.models import IssuePage
from newsletters.rendering.document import RenderedMail
from tests.newsletters.factories import make_archive, make_image, make_issue, set_postal_address

pytestmark = pytest.mark.django_db

GOOD = RenderedMail("News", '<a href="{{ unsubscribe_url }}">x</a>', "{{ unsubscribe_url }}")


def codes(issue, **options) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in check_issue(issue, **options)}


def test_a_good_issue_passes():
    set_postal_address()
    assert check_issue(make_issue(preheader="What is inside")) == []


@pytest.mark.parametrize(
    ("mail", "code", "severity"),
    [
        (RenderedMail("", GOOD.html, GOOD.text), "subject-empty", Severity.ERROR),
        (RenderedMail("x" * 151, GOOD.html, GOOD.text), "subject-too-long", Severity.ERROR),
        (RenderedMail("x" * 61, GOOD.html, GOOD.text), "subject-long", Severity.WARNING),
        (RenderedMail("FREE TESTING FOR ALL", GOOD.html, GOOD.text), "subject-spam", Severity.WARNING),
        (RenderedMail("Free!!", GOOD.html, GOOD.text), "subject-spam", Severity.WARNING),
        (RenderedMail("{{ 7*7 }}", GOOD.html, GOOD.text), "slot-unknown", Severity.ERROR),
        (RenderedMail("N", GOOD.html + "{{ settings.SECRET_KEY }}", GOOD.text), "slot-unknown", Severity.ERROR),
        (RenderedMail("N", GOOD.html, GOOD.text + "{% for x in y %}"), "slot-unknown", Severity.ERROR),
        (RenderedMail("N", "<p>x</p>", GOOD.text), "unsubscribe-missing", Severity.ERROR),
        (RenderedMail("N", GOOD.html, "x"), "unsubscribe-missing", Severity.ERROR),
        (RenderedMail("N", GOOD.html + "x" * 102 * 1024, GOOD.text), "too-large", Severity.ERROR),
        (RenderedMail("N", GOOD.html + "x" * 90 * 1024, GOOD.text), "nearly-too-large", Severity.WARNING),
        (RenderedMail("N", GOOD.html + '<a href="">x</a>', GOOD.text), "link-empty", Severity.ERROR),
        (RenderedMail("N", GOOD.html + '<a href="javascript:x()">x</a>', GOOD.text), "link-strange", Severity.ERROR),
        (
            RenderedMail("N", GOOD.html + '<a href="http://localhost:8000/no/such/">x</a>', GOOD.text),
            "link-dead",
            Severity.ERROR,
        ),
    ],
)
def test_what_is_wrong_with_a_mail_is_named(mail, code, severity):
    set_postal_address()
    found = codes(make_issue(preheader="Inside"), mail=mail)
    assert found[code] is severity


def test_a_missing_postal_address_stops_the_sending():
    set_postal_address("  \n ")
    assert codes(make_issue())["postal-address-missing"] is Severity.ERROR


@pytest.mark.parametrize("body", [[("divider", {})], [("text", {"text": "<p> </p>"})]])
def test_an_issue_that_says_nothing_is_stopped(body):
    set_postal_address()
    assert codes(make_issue(body=body))["text-empty"] is Severity.ERROR


def test_an_empty_body_is_stopped():
    set_postal_address()
    issue = make_issue()
    issue.body = []
    assert codes(issue)["text-empty"] is Severity.ERROR


def test_unpublished_and_deleted_pages_are_found():
    set_postal_address()
    home = get_home_page()
    hidden = make_archive()
    hidden.unpublish()
    body = [
        ("button", {"label": "Go", "link": {"page": hidden.pk}}),
        ("articles", {"cards": [{"page": hidden.pk}, {"page": home.pk}]}),
        ("campaign", {"page": hidden.pk, "label": "Write"}),
        ("text", {"text": f'<p><a linktype="page" id="{home.pk}">home</a></p>'}),
    ]
    found = codes(make_issue(body=body))
    assert found["link-dead"] is Severity.ERROR
    assert found["page-missing"] is Severity.WARNING
    assert found["campaign-missing"] is Severity.ERROR


def test_pictures_must_speak():
    set_postal_address()
    image = make_image()
    assert (
        codes(make_issue(body=[("hero", {"heading": "H", "image": image.pk})]))["alternative-missing"] is Severity.ERROR
    )
    spoken = make_issue(make_archive(), body=[("hero", {"heading": "H", "image": image.pk, "alternative": "A lab"})])
    assert "alternative-missing" not in codes(spoken)
    decorative = make_issue(
        make_archive(), body=[("text", {"text": "<p>x</p>"}), ("image", {"image": image.pk, "decorative": True})]
    )
    assert "alternative-missing" not in codes(decorative)


def test_a_draft_with_gaps_cannot_be_sent():
    set_postal_address()
    gaps = [("text", {"text": "<p>x</p>"}), ("quote", {"words": "So they say.", "person": ""})]
    findings = check_issue(make_issue(body=gaps, preheader="Inside"))
    assert [(finding.code, finding.message) for finding in findings] == [
        ("block-incomplete", "Block 2 (Quotation) is not filled in completely.")
    ]
    taken = make_issue(make_archive(), slug="feed", preheader="Inside")
    assert codes(taken)["incomplete"] is Severity.ERROR


def test_direct_lobbying_never_goes_to_everyone():
    set_postal_address()
    issue = make_issue(purpose=IssuePage.Purpose.DIRECT)
    assert codes(issue)["direct-lobbying-to-everyone"] is Severity.ERROR
    assert "direct-lobbying-to-everyone" not in codes(issue, segment=Segment(name="staff"))


def test_errors_come_first_and_block():
    set_postal_address("")
    findings = check_issue(make_issue(subject="x" * 100))
    assert [finding.severity for finding in findings] == sorted(
        (f.severity for f in findings), key=lambda s: s != "error"
    )
    assert {finding.code for finding in blocking(findings)} == {"postal-address-missing"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", True),
        ("/newsletters/subscribe/", True),
        ("/es/", True),
        ("/nothing-here/", False),
        ("/media/x.jpg", True),
    ],
)
def test_where_addresses_of_the_site_lead(address, expected):
    get_home_page()
    assert leads_somewhere(address) is expected


def test_the_issues_own_archive_page_counts_before_it_is_published():
    issue = make_issue()
    assert leads_somewhere(f"/newsletters/{issue.newsletter.slug}/first/")


def test_cards_take_as_many_queries_whatever_their_number(django_assert_num_queries):
    archives = [make_archive() for _ in range(6)]
    for count in (2, 6):
        raw = {"cards": [{"page": page.pk} for page in archives[:count]]}
        issue = make_issue(make_archive(), body=[("articles", raw)])
        block, value = issue.body[0].block, issue.body[0].value
        assert isinstance(block, ArticleCardsBlock)
        assert [card["page"].pk for card in value["cards"]] == [page.pk for page in archives[:count]]
        Site.clear_site_root_paths_cache()
        with django_assert_num_queries(4):
            assert block.plain_text(value).count("* ") == count
