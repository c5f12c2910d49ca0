"""What newsletters add to the members' room: confirmation, preferences, segments, privacy, account."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.api import (
    Choice,
    ConfirmationKind,
    Member,
    PreferenceOption,
    PreferenceProvider,
    SegmentCondition,
)
from newsletters.importing.uploads import forget_address
from newsletters.leaving import credit_issue
from newsletters.models import Newsletter, Subscription, SubscriptionRequest
from newsletters.subscriptions import (
    CONFIRMATION_KIND,
    PREFERENCE_PROVIDER,
    confirm_subscriptions,
    end_subscription,
    open_newsletters,
    read_confirmation_reference,
    subscribe_known_member,
)


class SubscriptionConfirmation(ConfirmationKind):
    """The button in the mail that makes a subscription active."""

    name: ClassVar[str] = CONFIRMATION_KIND
    button: ClassVar[str | Promise] = _("Yes, subscribe me")

    def describe(self, member: Member, reference: str) -> str:
        """Name the newsletters that will come."""
        names = list(
            Newsletter.objects.filter(
                subscriptions__member=member, subscriptions__pk__in=read_confirmation_reference(reference)
            ).values_list("name", flat=True)
        )
        return gettext("Subscribe to %(newsletters)s.") % {
            "newsletters": get_text_list([f"“{name}”" for name in names], gettext("and")) or gettext("our newsletters")
        }

    def confirm(self, member: Member, reference: str) -> str:
        """Activate the subscriptions and lead to the page that says so."""
        confirm_subscriptions(member, reference, source="confirmation mail")
        with translation.override(member.language):
            return reverse("newsletters:confirmed")


class NewsletterPreferences(PreferenceProvider):
    """All newsletters as boxes in the preference centre; also what one-click unsubscription switches."""

    name: ClassVar[str] = PREFERENCE_PROVIDER
    label: ClassVar[str | Promise] = _("Newsletters")

    def options(self, member: Member) -> Sequence[PreferenceOption]:
        """Return the open newsletters in the member's language, and every other one they get or got."""
        states = dict(Subscription.objects.filter(member=member).values_list("newsletter_id", "state"))
        active = {newsletter for newsletter, state in states.items() if state == Subscription.State.ACTIVE}
        offered = Q(pk__in=open_newsletters(member.language)) | Q(pk__in=states, is_open=True) | Q(pk__in=active)
        return [
            PreferenceOption(
                key=str(newsletter.pk),
                label=newsletter.name,
                description=f"{newsletter.description} {newsletter.get_cadence_display()}.",
                enabled=newsletter.pk in active,
            )
            for newsletter in Newsletter.objects.filter(offered)
        ]

    def set_option(self, member: Member, key: str, enabled: bool, source: str) -> None:  # noqa: FBT001 - the providers' contract
        """Switch one newsletter on or off; the link that leads here came by mail, so the address is theirs."""
        newsletter = Newsletter.objects.filter(pk=int(key)).first() if key.isdecimal() else None
        if newsletter is None:
            raise LookupError(f"There is no newsletter {key!r}.")
        if enabled:
            if newsletter.is_open:
                subscribe_known_member(member, newsletter, source=source)
        elif end_subscription(member, newsletter, source=source):
            credit_issue(member, newsletter, source=source)


class SubscribedToNewsletter(SegmentCondition):
    """Members who get a certain newsletter."""

    name: ClassVar[str] = "newsletters.subscribed"
    label: ClassVar[str | Promise] = _("Subscribed to the newsletter")
    group: ClassVar[str | Promise] = _("Mail and consent")

    def choices(self) -> list[Choice]:
        """Return every newsletter with its language."""
        return [
            Choice(str(newsletter.pk), f"{newsletter.name} ({newsletter.locale})")
            for newsletter in Newsletter.objects.select_related("locale")
        ]

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by an active subscription."""
        value = str(parameters.get("value", ""))
        if not value.isdecimal() or not Newsletter.objects.filter(pk=int(value)).exists():
            raise ValidationError(_("There is no newsletter “%(value)s”."), params={"value": value})
        active = Subscription.objects.filter(
            member=OuterRef("pk"), newsletter_id=int(value), state=Subscription.State.ACTIVE
        )
        return Q(Exists(active))


def export_subscriptions(member: Member) -> Mapping[str, Any]:
    """Return what the room holds about a member, for their download."""
    return {
        "subscriptions": [
            {
                "newsletter": row.newsletter.name,
                "state": row.state,
                "subscribed_at": row.source,
                "asked": row.asked_at,
                "confirmed": row.confirmed_at,
                "ended": row.ended_at,
            }
            for row in Subscription.objects.filter(member=member).select_related("newsletter").order_by("pk")
        ]
    }


def erase_subscriptions(member: Member) -> None:
    """Forget a member's subscriptions and requests; mail not yet on the wire is withheld for want of one."""
    Subscription.objects.filter(member=member).delete()
    SubscriptionRequest.objects.filter(email=member.email).delete()
    forget_address(member.email)


def account_section_values(member: Member) -> Mapping[str, Any]:
    """Return what the account page's section “My newsletters” shows."""
    return {"options": NewsletterPreferences().options(member)}
