from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from members.api import find_or_create_member
from members.models import Member
from tests.members.factories import ConfirmedMemberFactory, MemberFactory


@pytest.mark.django_db
def test_acting_records_an_unconfirmed_member_who_has_no_password():
    member = find_or_create_member(" New@Example.org ", first_name=" Ann\nLee ", zip_code="02139-1234", language="es")
    assert (member.email, member.first_name, member.zip_code, member.language) == (
        "new@example.org",
        "Ann Lee",
        "02139",
        "es",
    )
    assert not member.is_confirmed
    assert not member.has_usable_password()
    assert not member.is_staff


@pytest.mark.django_db
def test_the_same_mailbox_is_the_same_member():
    first = find_or_create_member("ann@bücher.example.org")
    assert find_or_create_member("ANN@xn--bcher-kva.example.org").pk == first.pk


@pytest.mark.django_db
def test_a_stranger_cannot_rename_a_confirmed_member():
    known = ConfirmedMemberFactory.create(email="ann@example.org", first_name="Ann", zip_code="")
    found = find_or_create_member("ann@example.org", first_name="Rude", zip_code="90210", language="es")
    known.refresh_from_db()
    assert found.pk == known.pk
    assert (known.first_name, known.zip_code, known.language) == ("Ann", "", "en")


@pytest.mark.django_db
def test_an_unconfirmed_member_takes_the_newest_name_but_loses_none():
    MemberFactory.create(email="ann@example.org", first_name="Anne", last_name="Lee")
    found = find_or_create_member("ann@example.org", first_name="Ann")
    assert (found.first_name, found.last_name) == ("Ann", "Lee")


@pytest.mark.django_db
def test_bad_input_records_nobody():
    for fields in ({"email": "nobody"}, {"email": "a@example.org", "first_name": "x" * 10_000}):
        with pytest.raises(ValidationError):
            find_or_create_member(**fields)
    with pytest.raises(ValidationError):
        find_or_create_member("a@example.org", zip_code="1234")
    assert not Member.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_record_one_member():
    threads = 12
    start = Barrier(threads)

    def act(number: int) -> int:
        try:
            start.wait(timeout=30)
            return find_or_create_member("Race@Example.org", first_name=f"Name {number}").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        found = set(pool.map(act, range(threads)))
    assert len(found) == 1
    assert Member.objects.filter(email="race@example.org").count() == 1
