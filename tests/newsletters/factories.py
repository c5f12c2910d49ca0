"""Newsletters, subscribers and issues to test with; all people are fictional."""

import json
from typing import Any

import factory
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from content.api import get_home_page, site_settings
from content.media.models import SiteImage
from members.api import Member
from newsletters.models import IssuePage, Newsletter, NewsletterIndexPage, NewsletterPage, Subscription


class NewsletterFactory(factory.django.DjangoModelFactory[Newsletter]):
    class Meta:
        model = Newsletter

    name = factory.Sequence(lambda number: f"Example Brief {number}")
    slug = factory.Sequence(lambda number: f"brief-{number}")
    description = "What changed, and what to do about it."
    sender_name = "Example Coalition"
    locale = factory.LazyFunction(lambda: Locale.objects.get(language_code="en"))


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    class Meta:
        model = Member

    email = factory.Sequence(lambda number: f"reader-{number}@example.org")
    first_name = "Avery"
    email_confirmed_at = factory.LazyFunction(timezone.now)


class SubscriptionFactory(factory.django.DjangoModelFactory[Subscription]):
    class Meta:
        model = Subscription

    member = factory.SubFactory(MemberFactory)
    newsletter = factory.SubFactory(NewsletterFactory)
    state = Subscription.State.ACTIVE
    confirmed_at = factory.LazyFunction(timezone.now)


def set_postal_address(address: str = "1 Example Street\nSpringfield") -> None:
    settings = site_settings()
    settings.organisation_name = "Example Coalition"
    settings.postal_address = address
    settings.save()


def make_archive(newsletter: Newsletter | None = None) -> NewsletterPage:
    newsletter = newsletter or NewsletterFactory.create()
    home = get_home_page()
    index = NewsletterIndexPage.objects.child_of(home).first()
    if index is None:
        index = home.add_child(instance=NewsletterIndexPage(title="Newsletters", slug="newsletters"))
    return index.add_child(instance=NewsletterPage(title=newsletter.name, slug=newsletter.slug, newsletter=newsletter))


def make_issue(
    archive: NewsletterPage | None = None, body: list[tuple[str, Any]] | None = None, **fields: Any
) -> IssuePage:
    """An unpublished issue with a short text, unless a body in raw form is given."""
    archive = archive or make_archive()
    raw = [
        {"type": kind, "value": value}
        for kind, value in (body or [("text", {"text": "<p>Dear {{ first_name }},</p><p>Read on.</p>"})])
    ]
    issue = IssuePage(**{"title": "The first issue", "slug": "first", "live": False, **fields})
    issue.body = issue._meta.get_field("body").to_python(json.dumps(raw))
    return archive.add_child(instance=issue)


def make_image(**fields: Any) -> SiteImage:
    """A small real picture."""
    return SiteImage.objects.create(**{"title": "A picture", "file": get_test_image_file(size=(900, 600)), **fields})


class StaffFactory(MemberFactory):
    email = factory.Sequence(lambda number: f"staff-{number}@example.org")
    is_staff = True
    is_superuser = True
