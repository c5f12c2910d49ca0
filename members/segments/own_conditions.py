"""The conditions the members themselves bring."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.consent.purposes import consent_purposes
from members.models import CurrentConsent, Interest, Member, Organisation, Representative
from members.segments.activity import was_active_since
from members.segments.conditions import Choice, SegmentCondition

_PLACE = gettext_lazy("Place")
_ACTIVITY = gettext_lazy("Activity")
_MAIL = gettext_lazy("Mail and consent")
_MOST_DAYS = 36_500


def _value(parameters: Mapping[str, Any]) -> str:
    value = parameters.get("value")
    if not isinstance(value, str) or not value:
        raise ValidationError(_("A condition needs a value."), code="no_value")
    return value


def _days_ago(parameters: Mapping[str, Any]) -> datetime:
    value = _value(parameters).strip()
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) > _MOST_DAYS:
        raise ValidationError(_("Give a number of days, like 30."), code="days")
    return timezone.now() - timedelta(days=int(value))


class Confirmed(SegmentCondition):
    """The member has confirmed their address."""

    name = "confirmed"
    label: ClassVar[str | Promise] = gettext_lazy("Address")
    group: ClassVar[str | Promise] = _MAIL

    def choices(self) -> list[Choice]:
        """Confirmed is all there is to choose; "not" gives the others."""
        return [Choice("yes", _("is confirmed"))]

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by the confirmation."""
        _value(parameters)
        return Q(email_confirmed_at__isnull=False)


class Language(SegmentCondition):
    """The language the member wants mail in."""

    name = "language"
    label: ClassVar[str | Promise] = gettext_lazy("Language")

    def choices(self) -> list[Choice]:
        """Return the site's languages."""
        return [Choice(code, str(name)) for code, name in settings.LANGUAGES]

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by language."""
        return Q(language=_value(parameters))


class ReadsAs(SegmentCondition):
    """The lens under which the member reads: patient, provider, payer, policymaker."""

    name = "audience"
    label: ClassVar[str | Promise] = gettext_lazy("Reads as")

    def choices(self) -> list[Choice]:
        """Return the four audiences."""
        return [Choice(value, str(label)) for value, label in Member.Audience.choices]

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by what the member chose."""
        value = _value(parameters)
        if value not in Member.Audience.values:
            raise ValidationError(_("There is no audience “%(value)s”."), params={"value": value}, code="audience")
        return Q(audience=value)


class State(SegmentCondition):
    """The state the member lives in, by its two letters; several are separated by commas."""

    name = "state"
    label: ClassVar[str | Promise] = gettext_lazy("State")
    group: ClassVar[str | Promise] = _PLACE
    hint: ClassVar[str | Promise] = gettext_lazy("OH, or several: OH, PA, WV")

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by state."""
        values = [part.strip().upper() for part in _value(parameters).split(",")]
        if not all(re.fullmatch(r"[A-Z]{2}", value) for value in values):
            raise ValidationError(_("A state has two letters, like OH."), code="state")
        return Q(state__in=values)


class ZipCode(SegmentCondition):
    """The member's ZIP code begins with these digits; several are separated by commas."""

    name = "zip-code"
    label: ClassVar[str | Promise] = gettext_lazy("ZIP code begins with")
    group: ClassVar[str | Promise] = _PLACE
    hint: ClassVar[str | Promise] = gettext_lazy("432, or several: 432, 45011")

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by the first digits."""
        values = [part.strip() for part in _value(parameters).split(",")]
        if not all(re.fullmatch(r"[0-9]{1,5}", value) for value in values):
            raise ValidationError(_("A ZIP code begins with one to five digits."), code="zip_code")
        return Q(*(Q(zip_code__startswith=value) for value in values), _connector=Q.OR)


class JoinedWithin(SegmentCondition):
    """The member joined in the last so many days."""

    name = "joined-within"
    label: ClassVar[str | Promise] = gettext_lazy("Joined in the last … days")
    group: ClassVar[str | Promise] = _ACTIVITY
    hint: ClassVar[str | Promise] = gettext_lazy("a number, like 30")

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by the day of joining."""
        return Q(date_joined__gte=_days_ago(parameters))


class ActiveWithin(SegmentCondition):
    """The member did something in the last so many days: signed in, or what another room calls an activity."""

    name = "active-within"
    label: ClassVar[str | Promise] = gettext_lazy("Was active in the last … days")
    group: ClassVar[str | Promise] = _ACTIVITY
    hint: ClassVar[str | Promise] = gettext_lazy("a number, like 90")

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by any of the registered activities."""
        return was_active_since(_days_ago(parameters))


class SpeaksFor(SegmentCondition):
    """The member represents an organisation of a category."""

    name = "organisation-category"
    label: ClassVar[str | Promise] = gettext_lazy("Speaks for a")

    def choices(self) -> list[Choice]:
        """Return the five categories."""
        return [Choice(value, str(label)) for value, label in Organisation.Category.choices]

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by the category of the organisations represented."""
        category = _value(parameters)
        return Q(Exists(Representative.objects.filter(member=OuterRef("pk"), organisation__category=category)))


class AgreesTo(SegmentCondition):
    """The member agrees to a purpose now."""

    name = "consent"
    label: ClassVar[str | Promise] = gettext_lazy("Agrees to")
    group: ClassVar[str | Promise] = _MAIL

    def choices(self) -> list[Choice]:
        """Return the registered purposes."""
        return [Choice(purpose.name, str(purpose.label)) for purpose in consent_purposes()]

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by the newest line of the ledger."""
        purpose = _value(parameters)
        return Q(Exists(CurrentConsent.objects.filter(member=OuterRef("pk"), purpose=purpose, granted=True)))


class CaresAbout(SegmentCondition):
    """The member chose an interest."""

    name = "interest"
    label: ClassVar[str | Promise] = gettext_lazy("Cares about")

    def choices(self) -> list[Choice]:
        """Return the interests, in the site's first language."""
        interests = Interest.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        return [Choice(interest.slug, interest.name) for interest in interests]

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by interest."""
        chosen = Member.interests.through.objects.filter(member=OuterRef("pk"), interest__slug=_value(parameters))
        return Q(Exists(chosen))


OWN_CONDITIONS: tuple[SegmentCondition, ...] = (
    ReadsAs(),
    SpeaksFor(),
    CaresAbout(),
    Language(),
    State(),
    ZipCode(),
    JoinedWithin(),
    ActiveWithin(),
    AgreesTo(),
    Confirmed(),
)
