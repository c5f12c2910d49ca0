"""Segments by what members did in campaigns and by where they live."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from advocacy.campaigns.joining import confirm, join
from advocacy.campaigns.targets import Whereabouts
from advocacy.legislators.models import ZipDistrict
from members.api import Member
from members.models import Segment
from members.segments.filters import segment_members
from tests.advocacy.campaigns import factories
from tests.members.factories import ConfirmedMemberFactory

pytestmark = pytest.mark.usefixtures("legislature")


def found(condition: str, value: str, *, negated: bool = False) -> set[Member]:
    leaf: dict[str, Any] = {"condition": condition, "parameters": {"value": value}}
    return set(segment_members(Segment(definition={"not": leaf} if negated else leaf)))


def joined(action: Any, member: Member, **signature: Any) -> Any:
    signer = factories.signer(**signature)
    return join(action, member, signer, factories.planned(action, signer), consent_wording="I ask.").participation


def test_who_took_part_and_who_has_not() -> None:
    action, other = factories.state_action(), factories.congress_action()
    joined_one = ConfirmedMemberFactory.create()
    waiting = ConfirmedMemberFactory.create()
    confirm(joined(action, joined_one))
    pending = joined(action, waiting)
    type(pending).objects.filter(pk=pending.pk).update(state="pending", confirmed_at=None)

    assert found("campaigns.took-part", str(action.pk)) == {joined_one}
    assert found("campaigns.took-part", "any") == {joined_one}
    assert found("campaigns.took-part", str(other.pk)) == set()
    assert found("campaigns.took-part", str(action.pk), negated=True) == {waiting}
    with pytest.raises(ValidationError, match="no action"):
        found("campaigns.took-part", "99999999")


def test_taking_part_is_activity() -> None:
    member, idle = ConfirmedMemberFactory.create(last_login=None), ConfirmedMemberFactory.create(last_login=None)
    participation = joined(factories.state_action(), member)
    confirm(participation)
    assert found("active-within", "30") == {member}
    type(participation).objects.update(confirmed_at=timezone.now() - timedelta(days=31))
    assert found("active-within", "30") == set()
    assert found("active-within", "30", negated=True) == {member, idle}


def test_a_district_holds_those_known_to_live_there_without_guessing() -> None:
    district = factories.house_district("1")
    other = factories.house_district("2")
    wholly, shared = "00101", "00102"
    for zip_code, into in ((wholly, district), (shared, district), (shared, other)):
        ZipDistrict.objects.filter(zip_code=zip_code, district=into).delete()
        ZipDistrict.objects.create(zip_code=zip_code, district=into, **_period())
    sure = ConfirmedMemberFactory.create(zip_code=wholly)
    ConfirmedMemberFactory.create(zip_code=shared)
    picked = ConfirmedMemberFactory.create(zip_code=shared)
    action = factories.congress_action()
    signature = factories.signer(whereabouts=Whereabouts(state=factories.STATE, house_district=district))
    participation = join(
        action, picked, signature, factories.planned(action, signature), consent_wording="I ask."
    ).participation
    confirm(participation)

    assert found("campaigns.house-district", f"{factories.STATE}-1") == {sure, picked}
    with pytest.raises(ValidationError, match="no district"):
        found("campaigns.house-district", "Ohio")


def _period() -> dict[str, Any]:
    known = ZipDistrict.objects.first()
    assert known is not None
    names = {field.name for field in ZipDistrict._meta.fields} - {"id", "zip_code", "district"}
    return {name: getattr(known, name) for name in names}
