"""The conditions the members themselves bring."""

import re
from collections.abc import Mapping
from datetime import timedelta
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
from members.segments.conditions import Choice, SegmentCondition


def _value(parameters: Mapping[str, Any]) -> str:
    value = parameters.get("value")
    if not isinstance(value, str) or not value:
        raise ValidationError(_("A condition needs a value."), code="no_value")
    return value


class Confirmed(SegmentCondition):
    """The member has confirmed their address."""

    name = "confirmed"
    label: ClassVar[str | Promise] = gettext_lazy("Address")

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


class State(SegmentCondition):
    """The state the member lives in, by its two letters."""

    name = "state"
    label: ClassVar[str | Promise] = gettext_lazy("State (two letters)")

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by state."""
        value = _value(parameters).strip().upper()
        if not re.fullmatch(r"[A-Z]{2}", value):
            raise ValidationError(_("A state has two letters, like OH."), code="state")
        return Q(state=value)


class ZipCode(SegmentCondition):
    """The member's ZIP code begins with these digits."""

    name = "zip-code"
    label: ClassVar[str | Promise] = gettext_lazy("ZIP code begins with")

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by the first digits."""
        value = _value(parameters).strip()
        if not re.fullmatch(r"[0-9]{1,5}", value):
            raise ValidationError(_("A ZIP code begins with one to five digits."), code="zip_code")
        return Q(zip_code__startswith=value)


class JoinedWithin(SegmentCondition):
    """The member joined in the last so many days."""

    name = "joined-within"
    label: ClassVar[str | Promise] = gettext_lazy("Joined in the last … days")

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by the day of joining."""
        value = _value(parameters).strip()
        if not re.fullmatch(r"[0-9]{1,5}", value):
            raise ValidationError(_("Give a number of days, like 30."), code="days")
        return Q(date_joined__gte=timezone.now() - timedelta(days=int(value)))


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
    Confirmed(),
    Language(),
    State(),
    ZipCode(),
    JoinedWithin(),
    SpeaksFor(),
    AgreesTo(),
    CaresAbout(),
)
