"""An import from upload to end: counted before anybody is changed, resumable, and nobody comes back who left."""

from collections.abc import Callable
from contextlib import suppress as suppress_error
from datetime import date, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from delivery.api import suppress
from delivery.models import Delivery, TransactionalMessage
from members.api import Member, find_or_create_member
from members.models import Consent
from members.privacy.erasure import erase_member
from newsletters.importing import applying, comparing, staging
from newsletters.importing.forgetting import KEPT, forget_imported_rows
from newsletters.importing.problem_file import problem_lines
from newsletters.importing.problems import ImportFileError, ImportRefusedError
from newsletters.importing.uploads import cancel_import, order_application, order_check
from newsletters.importing.work import work_on
from newsletters.models import ImportedFilePart, ImportedRow, SubscriberImport, Subscription
from newsletters.subscriptions import end_subscription
from tests.newsletters.factories import NewsletterFactory, SubscriptionFactory
from tests.newsletters.importing.orders import WORDING, answers, applied, checked, upload, workbook

pytestmark = pytest.mark.django_db
State = SubscriberImport.State


def people(count: int) -> bytes:
    rows = "".join(f"person{number}@example.org,Robin{number}\n" for number in range(count))
    return b"email,first name\n" + rows.encode()


@pytest.fixture
def small_ranges(monkeypatch) -> None:
    for module in (staging, comparing, applying):
        monkeypatch.setattr(module, "RANGE", 3)


def test_the_check_counts_everything_and_changes_nobody(staff) -> None:
    brief, other = NewsletterFactory.create(), NewsletterFactory.create()
    active = SubscriptionFactory.create(newsletter=brief)
    left = SubscriptionFactory.create(newsletter=brief)
    end_subscription(left.member, brief, source="test")
    find_or_create_member("blocked@example.org")
    Member.objects.filter(email="blocked@example.org").update(is_active=False)
    suppress("never@example.org", "complaint", "test")
    before = (Member.objects.count(), Subscription.objects.count(), Consent.objects.count())

    order = checked(
        b"Email,First name\n"
        + f"new@example.org,Kim\nNEW@example.org ,Kim\n{active.member.email},A\n{left.member.email},B\n".encode()
        + b"blocked@example.org,C\nnever@example.org,D\nnot an address,E\n",
        staff,
        brief,
        other,
    )

    assert (Member.objects.count(), Subscription.objects.count(), Consent.objects.count()) == before
    assert order.state == State.CHECKED
    assert order.counts == {
        "rows": 7,
        "faulty": 1,
        "repeated": 1,
        "good": 5,
        "suppressed": 1,
        "blocked": 1,
        "new_members": 1,
        "known_members": 2,
        f"active.{brief.pk}": 1,
        f"ended.{brief.pk}": 1,
        f"to_add.{brief.pk}": 1,
        f"to_add.{other.pk}": 3,
    }
    assert not ImportedFilePart.objects.exists()
    assert "".join(problem_lines(order)).splitlines()[1:] == [
        "3,new@example.org,The same address as in line 2.",
        '8,not an address,"The address contains a space, a line break or an invisible character. Please remove it."',
    ]


def test_applying_subscribes_with_evidence_and_writes_to_nobody(staff) -> None:
    brief = NewsletterFactory.create()
    left = SubscriptionFactory.create(newsletter=brief)
    end_subscription(left.member, brief, source="test")
    known = find_or_create_member("known@example.org", first_name="Mine")

    order = applied(
        checked(
            f"email,first name\nnew@example.org,Kim\nknown@example.org,Theirs\n{left.member.email},B\n".encode(),
            staff,
            brief,
        ),
        staff,
    )

    assert order.state == State.DONE
    assert (order.count("members_added"), order.count(f"added.{brief.pk}")) == (1, 2)
    ours = Subscription.objects.filter(imported_by=order)
    assert {row.member.email for row in ours} == {"new@example.org", "known@example.org"}
    assert {(row.state, row.source) for row in ours} == {("active", f"import {order.pk}")}
    left.refresh_from_db()
    assert left.state == Subscription.State.ENDED
    known.refresh_from_db()
    assert known.first_name == "Mine"
    newcomer = Member.objects.get(email="new@example.org")
    assert (newcomer.first_name, newcomer.email_confirmed_at, newcomer.has_usable_password()) == ("Kim", None, False)
    line = Consent.objects.get(member=newcomer)
    assert (line.purpose, line.granted, line.wording.text) == (f"newsletter:{brief.pk}", True, WORDING)
    assert line.source == f"import {order.pk}: Sign-up sheet, annual meeting"
    assert timezone.localdate(line.at) == date(2025, 3, 31)
    assert not Delivery.objects.exists()
    assert not TransactionalMessage.objects.exists()


def test_each_row_keeps_its_own_day_from_a_workbook(staff) -> None:
    brief = NewsletterFactory.create()
    order = upload(
        workbook([["Email", "Opt-in date"], ["a@example.org", date(2024, 2, 29)], ["b@example.org", None]]),
        staff,
        "x.xlsx",
    )
    order_check(order.pk, answers(order, brief, consented_on=None), actor=staff)
    work_on(order.pk)
    order.refresh_from_db()
    assert (order.state, order.count("faulty"), order.count("good")) == (State.CHECKED, 1, 1)
    applied(order, staff)
    assert [timezone.localdate(line.at) for line in Consent.objects.all()] == [date(2024, 2, 29)]


@pytest.mark.parametrize(
    "changed",
    [
        {"consent_source": " "},
        {"consent_wording": ""},
        {"consented_on": None},
        {"consented_on": date(2999, 1, 1)},
        {"columns": {}},
        {"newsletters": []},
    ],
)
def test_without_evidence_column_or_newsletter_nothing_is_checked(staff, changed: dict[str, object]) -> None:
    order = upload(people(1), staff)
    with pytest.raises(ImportRefusedError):
        order_check(order.pk, answers(order, NewsletterFactory.create(), **changed), actor=staff)
    order.refresh_from_db()
    assert order.state == State.UPLOADED


def test_a_file_broken_in_the_middle_changes_nobody_and_leaves_no_rows(staff, small_ranges) -> None:
    order = checked(people(8) + b'"never closed\n', staff, NewsletterFactory.create())
    assert order.state == State.REFUSED
    assert "Line" in order.message
    assert not ImportedRow.objects.exists()
    assert not ImportedFilePart.objects.exists()
    with pytest.raises(ImportRefusedError):
        order_application(order.pk, actor=staff)


def test_a_file_of_headings_alone_is_refused(staff) -> None:
    assert "no rows" in checked(b"email\n", staff, NewsletterFactory.create()).message
    with pytest.raises(ImportFileError):
        upload(b"", staff)
    assert SubscriberImport.objects.count() == 1


def dying(step: Callable[..., object], after: int) -> Callable[..., object]:
    """The step, which kills its worker once it was called so often."""
    calls = 0

    def call(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls > after:
            raise SystemExit
        return step(*arguments)

    return call


@pytest.mark.parametrize(("module", "step"), [(staging, "_values"), (comparing, "_count"), (applying, "_apply")])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_killed_worker_is_followed_by_one_that_goes_on(
    staff, small_ranges, monkeypatch, module, step: str, after: int
) -> None:
    brief = NewsletterFactory.create()
    order = upload(people(10), staff)
    order_check(order.pk, answers(order, brief), actor=staff)
    for _attempt in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(module, step, dying(getattr(module, step), after))
            with suppress_error(SystemExit):
                work_on(order.pk)
        work_on(order.pk)
        order.refresh_from_db()
        if order.state == State.CHECKED:
            order_application(order.pk, actor=staff)
    order.refresh_from_db()
    assert order.state == State.DONE
    assert (order.count("rows"), order.count("good"), order.count("new_members")) == (10, 10, 10)
    assert (order.count("members_added"), order.count(f"added.{brief.pk}")) == (10, 10)
    assert Subscription.objects.count() == Consent.objects.count() == 10


def test_two_ranges_at_once_step_aside_for_each_other(staff, small_ranges) -> None:
    brief = NewsletterFactory.create()
    order = checked(people(7), staff, brief)
    order_application(order.pk, actor=staff)
    assert applying.apply_range(order.pk)
    stale = SubscriberImport.objects.get(pk=order.pk)
    work_on(order.pk)
    SubscriberImport.objects.filter(pk=order.pk).update(state=State.APPLYING, applied_through=stale.applied_through)
    work_on(order.pk)
    assert Subscription.objects.count() == Consent.objects.count() == Member.objects.exclude(pk=staff.pk).count() == 7


def test_it_can_be_cancelled_before_and_stopped_on_the_way(staff, small_ranges) -> None:
    brief = NewsletterFactory.create()
    order = checked(people(7), staff, brief)
    cancel_import(order.pk, actor=staff)
    order.refresh_from_db()
    assert order.state == State.CANCELLED
    with pytest.raises(ImportRefusedError):
        order_application(order.pk, actor=staff)

    order = checked(people(7), staff, brief)
    order_application(order.pk, actor=staff)
    applying.apply_range(order.pk)
    cancel_import(order.pk, actor=staff)
    work_on(order.pk)
    order.refresh_from_db()
    assert (order.state, Subscription.objects.count()) == (State.STOPPED, 3)


def test_who_is_suppressed_or_blocked_between_check_and_end_is_left_out(staff) -> None:
    brief = NewsletterFactory.create()
    find_or_create_member("person1@example.org")
    order = checked(people(3), staff, brief)
    suppress("person0@example.org", "complaint", "test")
    Member.objects.filter(email="person1@example.org").update(is_active=False)
    applied(order, staff)
    assert [row.member.email for row in Subscription.objects.all()] == ["person2@example.org"]
    assert not Member.objects.filter(email="person0@example.org").exists()


def test_what_the_file_held_goes_when_the_import_has_ended(staff) -> None:
    brief = NewsletterFactory.create()
    order = applied(checked(people(3) + b"not an address,\n", staff, brief), staff)
    forget_imported_rows()
    assert [row.line for row in ImportedRow.objects.all()] == [5]
    forget_imported_rows(timezone.now() + KEPT + timedelta(seconds=1))
    assert not ImportedRow.objects.exists()
    order.refresh_from_db()
    assert not order.rows_kept

    waiting = checked(people(3), staff, brief)
    forget_imported_rows()
    assert waiting.rows.count() == 3
    forget_imported_rows(timezone.now() + KEPT + timedelta(seconds=1))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows.count()) == (State.CANCELLED, 0)


def test_an_erased_member_is_not_brought_back_by_a_file_that_waits(staff) -> None:
    brief = NewsletterFactory.create()
    member = find_or_create_member("person1@example.org")
    order = checked(people(3), staff, brief)
    erase_member(member)
    assert not order.rows.filter(address="person1@example.org").exists()
    applied(order, staff)
    assert not Member.objects.filter(email="person1@example.org").exists()


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_waits_for_no_range_of_the_first(staff, small_ranges) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import transaction

    brief = NewsletterFactory.create()
    order = checked(people(7), staff, brief)
    order_application(order.pk, actor=staff)

    def second() -> bool:
        try:
            return applying.apply_range(order.pk)
        finally:
            connections.close_all()

    with transaction.atomic():
        SubscriberImport.objects.select_for_update().get(pk=order.pk)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(second).result(timeout=20) is False
    assert not Subscription.objects.exists()
