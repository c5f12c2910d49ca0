"""Progress without an account, and claiming it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from education.completion import complete_lesson, module_completion
from education.learners import claim, delete_idle_learners
from education.models import Learner
from members.api import Member
from tests.education.factories import answer_all, make_module


def _member(email="ada@example.org"):
    return Member.objects.create_user(email)


@pytest.mark.django_db
def test_the_first_claimed_learner_becomes_the_members_own():
    learner = Learner.objects.create()
    member = _member()
    assert claim(member, learner) == learner
    assert claim(member, None) == learner
    assert Learner.objects.get(member=member) == learner


@pytest.mark.django_db
def test_a_second_browsers_progress_is_merged():
    module = make_module(lessons=1)
    laptop, phone, member = Learner.objects.create(), Learner.objects.create(), _member()
    complete_lesson(laptop, module_key=module.translation_key, lesson_key=module.live_lessons[0].translation_key)
    answer_all(module, phone)
    claim(member, laptop)
    own = claim(member, phone)
    assert own == laptop
    assert module_completion(own, module).complete


@pytest.mark.django_db
def test_a_learner_who_belongs_to_someone_cannot_be_claimed_by_another():
    learner = Learner.objects.create()
    owner, other = _member(), _member("bob@example.org")
    claim(owner, learner)
    assert claim(other, learner) != learner
    learner.refresh_from_db()
    assert learner.member == owner


@pytest.mark.django_db(transaction=True)
def test_racing_claims_end_in_one_learner():
    member = _member()
    browsers = [Learner.objects.create() for _ in range(6)]
    barrier = threading.Barrier(6)
    failures = []

    def run(learner) -> None:
        try:
            barrier.wait(timeout=30)
            claim(member, learner)
        except Exception as error:  # noqa: BLE001  # whatever went wrong is reported below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(learner,)) for learner in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    own = Learner.objects.get(member=member)
    assert Learner.objects.filter(merged_into=own).count() == 5


@pytest.mark.django_db
def test_idle_learners_without_an_account_are_deleted_after_a_year():
    long_ago = timezone.now() - timedelta(days=366)
    idle = Learner.objects.create(last_active_at=long_ago)
    claimed = Learner.objects.create(last_active_at=long_ago, member=_member())
    active = Learner.objects.create()
    assert delete_idle_learners() == 1
    assert set(Learner.objects.all()) == {claimed, active}
    assert not Learner.objects.filter(pk=idle.pk).exists()
