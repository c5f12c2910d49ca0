import pytest
from django.db import IntegrityError, connection, transaction

from members.api import has_consent, members_with_consent, record_consent
from members.consent.ledger import consent_history
from members.models import Consent, ConsentWording, CurrentConsent, Member
from tests.members.factories import ConfirmedMemberFactory, MemberFactory

pytestmark = pytest.mark.django_db


def grant(member: Member, purpose: str = "news", *, granted: bool = True, wording: str = "Send me news.") -> Consent:
    return record_consent(member, purpose, granted=granted, wording=wording, source="a test")


def test_the_newest_line_counts():
    member = ConfirmedMemberFactory.create()
    assert not has_consent(member, "news")
    grant(member)
    assert has_consent(member, "news")
    assert not has_consent(member, "other")
    grant(member, granted=False)
    assert not has_consent(member, "news")
    grant(member)
    assert has_consent(member, "news")
    assert [line.granted for line in consent_history(member)] == [True, False, True]


def test_the_words_shown_are_kept_once_and_exactly():
    first, second = ConfirmedMemberFactory.create_batch(2)
    assert grant(first).wording_id == grant(second).wording_id
    assert grant(second, wording="Send me other news.").wording.text == "Send me other news."
    assert ConsentWording.objects.count() == 2


@pytest.mark.parametrize("missing", ["purpose", "wording", "source"])
def test_a_line_that_proves_nothing_is_refused(missing):
    fields = {"purpose": "news", "wording": "Words.", "source": "a test", missing: ""}
    with pytest.raises(ValueError, match="needs a purpose"):
        record_consent(
            MemberFactory.create(), fields["purpose"], granted=True, wording=fields["wording"], source=fields["source"]
        )


def test_members_with_consent_are_the_active_and_confirmed():
    granted, withdrawn, inactive = ConfirmedMemberFactory.create_batch(3)
    unconfirmed = MemberFactory.create()
    for member in (granted, withdrawn, inactive, unconfirmed):
        grant(member)
    grant(withdrawn, granted=False)
    Member.objects.filter(pk=inactive.pk).update(is_active=False)
    assert list(members_with_consent("news")) == [granted]


@pytest.mark.parametrize(
    "change",
    [
        lambda: Consent.objects.update(granted=False),
        lambda: Consent.objects.all().delete(),
        lambda: Member.objects.all().delete(),
        lambda: CurrentConsent.objects.update(granted=False),
        lambda: CurrentConsent.objects.all().delete(),
        lambda: CurrentConsent.objects.bulk_create(
            [CurrentConsent(member=MemberFactory.create(), purpose="x", granted=True, consent=Consent.objects.first())]
        ),
        lambda: connection.cursor().execute("UPDATE members_consent SET source = 'forged'"),
        lambda: connection.cursor().execute("DELETE FROM members_consent"),
    ],
)
def test_the_database_refuses_to_rewrite_the_ledger(change):
    member = ConfirmedMemberFactory.create()
    grant(member)
    with pytest.raises(IntegrityError, match="ledger"), transaction.atomic():
        change()
    assert has_consent(member, "news")
    assert Consent.objects.count() == 1


def test_lines_written_in_bulk_count_too():
    members = ConfirmedMemberFactory.create_batch(5)
    wording = ConsentWording.objects.create(digest="x", text="Imported.")
    Consent.objects.bulk_create(
        Consent(member=member, purpose="news", granted=True, wording=wording, source="import") for member in members
    )
    assert members_with_consent("news").count() == 5


def test_finding_who_agrees_needs_one_query(django_assert_num_queries):
    for member in ConfirmedMemberFactory.create_batch(3):
        grant(member)
    with django_assert_num_queries(1):
        assert len(members_with_consent("news")) == 3
