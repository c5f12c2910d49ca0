"""What looks like spam or phishing, and pictures that are too heavy or silent."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from newsletters.findings import Severity
from newsletters.picture_weight import HEAVY_MAIL, HEAVY_PICTURE, picture_findings, weight_of
from newsletters.rendering.document import RenderedMail
from newsletters.site_addresses import absolute_address
from newsletters.spam_traits import spam_traits


def traits(subject: str = "News", html: str = "") -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in spam_traits(RenderedMail(subject, html, ""))}


@pytest.mark.parametrize("subject", ["Re: your letter", "FWD: hello", " fw : x"])
def test_a_subject_that_pretends_to_be_a_reply_is_refused(subject):
    assert traits(subject)["subject-pretends"] is Severity.ERROR


@pytest.mark.parametrize("subject", ["Research: what is new", "Reading list", "Forward together"])
def test_words_that_begin_alike_are_fine(subject):
    assert traits(subject) == {}


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ('<a href="https://evil.example/x">www.bank.example</a>', "link-disguised"),
        ('<a href="https://evil.example/x"> <b>https://bank.example/login</b> </a>', "link-disguised"),
        ('<a href="https://bit.ly/abc">Read on</a>', "link-shortened"),
    ],
)
def test_links_that_hide_where_they_lead_are_named(link, code):
    assert code in traits(html=link)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://www.example.org/a">example.org</a>',
        '<a href="https://example.org/a">https://www.example.org/a</a>',
        '<a href="mailto:office@example.org">office@example.org</a>',
        '<a href="https://example.org/">Read the plan.</a>',
        '<a href="http://localhost:8000/evidence/facts/some-fact/">example.org/a-source</a>',
        '<a href="{{ unsubscribe_url }}">Unsubscribe</a>',
    ],
)
def test_honest_links_are_fine(link):
    assert traits(html=link) == {}


def test_a_mail_of_pictures_alone_is_named():
    assert "mostly-pictures" in traits(html='<img src="x" alt="y"><p>Three short words</p>')
    assert traits(html=f'<style>a b</style><img src="x" alt="y"><p>{"word " * 25}</p>') == {}


def kept(name: str, size: int) -> str:
    return absolute_address(default_storage.url(default_storage.save(name, ContentFile(b"x" * size))))


def test_heavy_and_silent_pictures_are_named(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    heavy = kept("heavy.png", HEAVY_PICTURE + 1)
    fine = kept("fine picture.png", HEAVY_PICTURE)
    assert (weight_of(heavy), weight_of(fine)) == (HEAVY_PICTURE + 1, HEAVY_PICTURE)
    html = f'<img src="{heavy}" alt=""><img src="{fine}"><img src="https://elsewhere.example/x.png" alt="">'
    codes = [finding.code for finding in picture_findings(RenderedMail("N", html, ""))]
    assert codes == ["alternative-missing", "picture-heavy"]
    several = [kept(f"part-{number}.png", HEAVY_PICTURE) for number in range(HEAVY_MAIL // HEAVY_PICTURE + 1)]
    html = "".join(f'<img src="{address}" alt="">' for address in [*several, *several])
    assert [finding.code for finding in picture_findings(RenderedMail("N", html, ""))] == ["pictures-heavy"]


def test_pictures_that_are_gone_or_outside_have_no_weight(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    for address in ("/media/gone.png", "/media/../../etc/passwd", "/elsewhere.png"):
        assert weight_of(absolute_address(address)) is None
