"""The people who hold seats, how long they hold them, and where their offices are.

Personal data: names, party and contact details of people in public office, as their publishers give
them to the public. Kept as public record after they leave office; nothing about their private life.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from advocacy.legislators.models.bodies import Seat
from advocacy.legislators.models.effective import EffectiveDated

TRANSLATED_PARTIES = (
    gettext_noop("Democratic"),
    gettext_noop("Republican"),
    gettext_noop("Independent"),
    gettext_noop("Nonpartisan"),
    gettext_noop("No party given"),
)
"""The names of parties for which pages have another language's word; others stay as published."""


class Publisher(models.TextChoices):
    """Who published a record; a person is known by the publisher's identifier."""

    CONGRESS = "congress", _("unitedstates/congress-legislators")
    OPENSTATES = "openstates", _("Open States")
    FICTIONAL = "fictional", _("fictional example")


class Person(EffectiveDated):
    """Someone who holds or held a seat.

    `effective_until` is set when the publisher's newer file no longer lists the person.

    Personal data: public office holder's name, party, website, identifiers; kept as public record.
    """

    publisher = models.CharField(_("publisher"), max_length=12, choices=Publisher.choices)
    publisher_id = models.CharField(
        _("publisher's identifier"), max_length=80, help_text=_("bioguide for Congress, ocd-person/… for the states.")
    )
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=150)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    party = models.CharField(_("party"), max_length=100, blank=True)
    caucus = models.CharField(_("caucuses with"), max_length=60, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    identifiers = models.JSONField(_("other identifiers"), default=dict, blank=True)

    class Meta(EffectiveDated.Meta):
        verbose_name = _("legislator")
        verbose_name_plural = _("legislators")
        ordering: ClassVar[list[str]] = ["family_name", "given_name", "id"]
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["publisher", "publisher_id"], name="one_person_of_an_identifier"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The person's public page."""
        return reverse("legislators:person", args=[self.slug])


class Term(EffectiveDated):
    """A person holds a seat.

    `scheduled_end` is when the term is due to end and decides nothing: a holder stays until a newer file
    says otherwise, and only then `effective_until` is set. At most one open term per seat.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    party = models.CharField(_("party"), max_length=100, blank=True)
    scheduled_end = models.DateField(_("scheduled to end"), null=True, blank=True)

    class Meta(EffectiveDated.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["seat"], condition=Q(effective_until__isnull=True), name="one_open_term_of_a_seat"
            ),
            models.UniqueConstraint(
                fields=["person", "seat", "effective_from"], nulls_distinct=False, name="one_term_of_a_beginning"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.seat}"


class Office(EffectiveDated):
    """A place where a legislator can be reached; the capitol office carries the e-mail address if there is one.

    Members of Congress publish no e-mail address; 7,439 of 7,453 state legislators have a usable one.

    Personal data: the public contact details of an office holder's office; kept as public record.
    """

    class Kind(models.TextChoices):
        """Where the office is; the `mail` kinds are addresses for letters only."""

        CAPITOL = "capitol", _("capitol office")
        DISTRICT = "district", _("district office")
        CAPITOL_MAIL = "capitol-mail", _("mailing address at the capitol")
        DISTRICT_MAIL = "district-mail", _("mailing address in the district")
        HOME = "home", _("address at home")
        PRIMARY = "primary", _("main office")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="offices")
    publisher_id = models.CharField(
        _("publisher's identifier"),
        max_length=200,
        help_text=_("Ours, from kind and address, where the publisher has none."),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    address = models.CharField(_("address"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=2, blank=True)
    zip_code = models.CharField(_("ZIP code"), max_length=10, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    fax = models.CharField(_("fax"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    hours = models.CharField(_("hours"), max_length=300, blank=True)
    web_form = models.URLField(_("web form"), max_length=500, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta(EffectiveDated.Meta):
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering: ClassVar[list[str]] = ["person", "kind", "city", "id"]
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["person", "publisher_id"], name="one_office_of_an_identifier"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()} {self.city}".strip()


class SocialAccount(EffectiveDated):
    """An account a legislator uses in office.

    Personal data: the public account name of an office holder; kept as public record.
    """

    class Service(models.TextChoices):
        """The services whose accounts the publishers list."""

        FACEBOOK = "facebook", "Facebook"
        INSTAGRAM = "instagram", "Instagram"
        MASTODON = "mastodon", "Mastodon"
        TWITTER = "twitter", "X (Twitter)"
        YOUTUBE = "youtube", "YouTube"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="social_accounts")
    service = models.CharField(_("service"), max_length=12, choices=Service.choices)
    handle = models.CharField(_("account"), max_length=150)

    class Meta(EffectiveDated.Meta):
        verbose_name = _("social account")
        verbose_name_plural = _("social accounts")
        ordering: ClassVar[list[str]] = ["service"]
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["person", "service", "handle"], name="one_account_of_a_handle"),
        ]

    def __str__(self) -> str:
        return f"{self.get_service_display()}: {self.handle}"

    @property
    def url(self) -> str:
        """The account's address at its service; empty where the handle does not give one."""
        return social_account_url(self.service, self.handle)


def social_account_url(service: str, handle: str) -> str:
    """Return the address of an account, or nothing for a Mastodon handle without its server."""
    if service == SocialAccount.Service.MASTODON:
        user, _separator, server = handle.lstrip("@").partition("@")
        return f"https://{server}/@{user}" if server else ""
    name = handle.lstrip("@")
    return {
        SocialAccount.Service.FACEBOOK: f"https://www.facebook.com/{name}",
        SocialAccount.Service.INSTAGRAM: f"https://www.instagram.com/{name}/",
        SocialAccount.Service.TWITTER: f"https://x.com/{name}",
        SocialAccount.Service.YOUTUBE: f"https://www.youtube.com/{name}",
    }.get(SocialAccount.Service(service), "")
