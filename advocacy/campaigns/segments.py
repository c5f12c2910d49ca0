"""What taking part tells about members, for segments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.campaigns.models import Action, Participation
from advocacy.legislators.api import district_by_name, zip_codes_wholly_in
from members.api import Choice, SegmentCondition, register_activity, register_segment_condition

ANY_ACTION = "any"


class TookPart(SegmentCondition):
    """Members whose part in an action is confirmed; "not" gives those who have not joined yet."""

    name = "campaigns.took-part"
    label: ClassVar[str | Promise] = gettext_lazy("Took part in the action")
    group: ClassVar[str | Promise] = gettext_lazy("Advocacy")

    def choices(self) -> list[Choice]:
        """Return every action, and "any of them"."""
        actions = Action.objects.order_by("name").values_list("pk", "name")
        return [Choice(ANY_ACTION, _("any action")), *(Choice(str(pk), name) for pk, name in actions)]

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by confirmed participations."""
        value = str(parameters.get("value", ""))
        confirmed = Participation.objects.filter(member=OuterRef("pk"), state=Participation.State.CONFIRMED)
        if value == ANY_ACTION:
            return Q(Exists(confirmed))
        if not value.isdecimal() or not Action.objects.filter(pk=int(value)).exists():
            raise ValidationError(_("There is no action “%(value)s”."), params={"value": value})
        return Q(Exists(confirmed.filter(action_id=int(value))))


class LivesInDistrict(SegmentCondition):
    """Members who live in a district of the U.S. House, as far as it is known without guessing.

    Their ZIP area lies wholly in it, or they picked it when they took part in an action. A fifth of the
    ZIP areas lie in several districts; their members count only once they have picked one.
    """

    name = "campaigns.house-district"
    label: ClassVar[str | Promise] = gettext_lazy("Lives in the district of the U.S. House")
    group: ClassVar[str | Promise] = gettext_lazy("Place")
    hint: ClassVar[str | Promise] = gettext_lazy("OH-3, or AK-AL for a state with one district")

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by ZIP area and by what members picked."""
        value = str(parameters.get("value", "")).strip()
        district = district_by_name(value)
        if district is None:
            raise ValidationError(
                _("There is no district “%(value)s”. Write it like OH-3 or AK-AL."), params={"value": value}
            )
        picked = Participation.objects.filter(
            member=OuterRef("pk"), state=Participation.State.CONFIRMED, districts__house=district.pk
        )
        return Q(zip_code__in=zip_codes_wholly_in(district)) | Q(Exists(picked))


def acted_since(since: datetime) -> Q:
    """Taking part is activity."""
    taken = Participation.objects.filter(
        member=OuterRef("pk"), state=Participation.State.CONFIRMED, confirmed_at__gte=since
    )
    return Q(Exists(taken))


def register() -> None:
    """Fill the registries of members."""
    register_segment_condition(TookPart())
    register_segment_condition(LivesInDistrict())
    register_activity("campaigns", acted_since)
