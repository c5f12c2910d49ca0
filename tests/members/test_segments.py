from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from members.api import record_consent, segment_members
from members.models import Member, Organisation, Representative, Segment
from members.segments import counting
from members.segments.counting import SAMPLE, count_segment, size_of
from members.segments.filters import DEEPEST, MOST_CONDITIONS, members_matching
from tests.members.factories import ConfirmedMemberFactory, InterestFactory, MemberFactory, OrganisationFactory


def leaf(condition: str, value: str) -> dict[str, Any]:
    return {"condition": condition, "parameters": {"value": value}}


OHIO, TEXAS, SPANISH = leaf("state", "OH"), leaf("state", "TX"), leaf("language", "es")


@pytest.fixture
def people(db):
    MemberFactory.create(email="oh-en@example.org", state="OH")
    MemberFactory.create(email="oh-es@example.org", state="OH", language="es")
    MemberFactory.create(email="tx-en@example.org", state="TX")
    MemberFactory.create(email="tx-es@example.org", state="TX", language="es")
    MemberFactory.create(email="inactive@example.org", state="OH", is_active=False)


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        ({}, "oh-en oh-es tx-en tx-es"),
        ({"all": []}, "oh-en oh-es tx-en tx-es"),
        ({"any": []}, ""),
        (OHIO, "oh-en oh-es"),
        ({"not": OHIO}, "tx-en tx-es"),
        ({"all": [OHIO, SPANISH]}, "oh-es"),
        ({"any": [OHIO, SPANISH]}, "oh-en oh-es tx-es"),
        ({"all": [OHIO, TEXAS]}, ""),
        ({"any": [{"all": [OHIO, SPANISH]}, {"all": [TEXAS, {"not": SPANISH}]}]}, "oh-es tx-en"),
        ({"not": {"any": [OHIO, SPANISH]}}, "tx-en"),
        ({"any": [{"all": []}, OHIO]}, "oh-en oh-es tx-en tx-es"),
        ({"all": [{"any": []}, OHIO]}, ""),
    ],
)
def test_definitions_compose(people, definition, found):
    segment = Segment(definition=definition)
    emails = sorted(segment_members(segment).values_list("email", flat=True))
    assert emails == [f"{name}@example.org" for name in found.split()]


@pytest.mark.django_db
def test_own_conditions():
    ann = ConfirmedMemberFactory.create(
        email="ann@example.org", zip_code="02139", state="MA", audience="provider", last_login=timezone.now()
    )
    bob = MemberFactory.create(
        zip_code="90210", state="CA", date_joined="2020-01-01T00:00:00Z", last_login="2020-01-01T00:00:00Z"
    )
    organisation = OrganisationFactory.create(category=Organisation.Category.PATIENT)
    Representative.objects.create(organisation=organisation, member=ann)
    Representative.objects.create(
        organisation=OrganisationFactory.create(category=Organisation.Category.PATIENT), member=ann
    )
    ann.interests.add(InterestFactory.create(name="Data", slug="data"))
    record_consent(ann, "coalition-updates", granted=True, wording="Words.", source="a test")
    for condition, value in (
        ("confirmed", "yes"),
        ("zip-code", "021"),
        ("joined-within", "30"),
        ("organisation-category", "patient"),
        ("consent", "coalition-updates"),
        ("interest", "data"),
        ("audience", "provider"),
        ("zip-code", "99999, 021"),
        ("state", "MA, ny"),
        ("active-within", "7"),
    ):
        assert list(members_matching(leaf(condition, value))) == [ann], condition
        assert list(members_matching({"not": leaf(condition, value)})) == [bob], condition


@pytest.mark.django_db
@pytest.mark.parametrize(
    "definition",
    [
        leaf("nonsense", "x"),
        leaf("state", ""),
        leaf("state", "Ohio"),
        leaf("zip-code", "x"),
        leaf("joined-within", "-1"),
        leaf("active-within", "40000"),
        leaf("audience", "everybody"),
        leaf("state", "OH,,PA"),
        leaf("zip-code", "123,"),
        {"condition": "state"},
        {"condition": "state", "parameters": {"value": 7}},
        {"condition": "state", "parameters": {"value": "OH"}, "all": []},
        {"all": OHIO},
        {"all": [OHIO], "any": [OHIO]},
        {"nonsense": []},
        {"not": [OHIO]},
        {"any": [OHIO] * (MOST_CONDITIONS + 1)},
        [],
        "text",
    ],
)
def test_what_makes_no_sense_is_refused(definition):
    if definition in ([], {}):
        definition = [definition]
    with pytest.raises(ValidationError):
        members_matching(definition)


@pytest.mark.django_db
def test_a_tree_too_deep_is_refused():
    node: dict[str, Any] = OHIO
    for _level in range(DEEPEST + 1):
        node = {"not": node}
    with pytest.raises(ValidationError):
        members_matching(node)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "any", "not", "condition", "parameters", "x"]), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(json_values)
def test_any_json_is_refused_as_invalid_or_becomes_a_query_for_members(value):
    with suppress(ValidationError):
        assert members_matching(value).model is Member


@pytest.mark.django_db
def test_counting_is_one_query(django_assert_num_queries):
    definition = {"all": [OHIO, {"not": SPANISH}, leaf("consent", "coalition-updates"), leaf("confirmed", "yes")]}
    with django_assert_num_queries(1):
        members_matching(definition).count()


@pytest.mark.django_db
def test_a_size_tells_count_share_and_the_newest_few(people):
    members = MemberFactory.create_batch(SAMPLE + 2, state="OH")

    size = size_of(OHIO)

    assert (size.count, size.active) == (SAMPLE + 4, SAMPLE + 6)
    assert size.percent == pytest.approx(100 * (SAMPLE + 4) / (SAMPLE + 6))
    assert list(size.sample) == members[: -SAMPLE - 1 : -1]
    assert size_of(OHIO, with_sample=False).sample == []
    assert size_of({"any": []}).percent == 0


@pytest.mark.django_db
def test_a_count_leaves_the_settings_of_the_connection_as_they_were(people):
    def settings_now() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('work_mem'), current_setting('statement_timeout')")
            return list(cursor.fetchall())

    before = settings_now()
    size_of(OHIO)
    assert settings_now() == before


@pytest.mark.django_db
def test_a_count_that_takes_too_long_is_stopped_and_says_so(people, monkeypatch):
    monkeypatch.setattr(counting, "LONGEST_SECONDS", 0.05)
    with pytest.raises(ValidationError, match="Fewer conditions"), counting.room_to_count():
        connection.cursor().execute("SELECT pg_sleep(30)")


@pytest.mark.django_db
def test_a_saved_segment_remembers_its_last_count(people):
    segment = Segment.objects.create(name="Ohio", definition=OHIO)
    assert count_segment(segment) == 2
    segment.refresh_from_db()
    assert segment.members_counted == 2
    assert segment.counted_at is not None
