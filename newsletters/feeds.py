"""The feed of a newsletter: every published issue in full, without personal data."""

from datetime import datetime, time
from html import escape

from django.http import HttpResponse
from django.utils import feedgenerator, formats, timezone
from django.utils.translation import gettext

from newsletters.models import IssuePage, NewsletterPage
from newsletters.site_addresses import page_address, with_absolute_addresses

ISSUES_IN_FEED = 20


def issue_feed(archive: NewsletterPage) -> HttpResponse:
    """Return an RSS 2.0 feed of the newest issues of an archive."""
    address = page_address(archive)
    newsletter = archive.newsletter
    feed = feedgenerator.Rss201rev2Feed(
        title=newsletter.name,
        link=address,
        description=newsletter.description,
        language=newsletter.locale.language_code,
        feed_url=f"{address}feed/",
    )
    for issue in archive.issues()[:ISSUES_IN_FEED]:
        issue.archive = archive
        published = issue.first_published_at or timezone.make_aware(datetime.combine(issue.issue_date, time.min))
        feed.add_item(
            title=issue.title,
            link=page_address(issue),
            unique_id=page_address(issue),
            description=with_absolute_addresses(_corrections(issue) + issue.body_for_the_web()),
            pubdate=published,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _corrections(issue: IssuePage) -> str:
    """Return what was corrected as HTML to stand above the issue, for readers who never see the page."""
    return "".join(
        f"<p><strong>{escape(gettext('Correction'))}, {formats.date_format(correction.on, 'DATE_FORMAT')}</strong></p>"
        f"{correction.html}"
        for correction in issue.newest_corrections()
    )
