"""Segments by what members learned."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from education.certificates import issue
from education.completion import complete_lesson
from education.models import Learner
from members.api import Member, segment_members
from members.models import Segment
from tests.education.factories import answer_all, make_module
from tests.members.factories import ConfirmedMemberFactory

pytestmark = pytest.mark.django_db


def found(condition: str, value: str, *, negated: bool = False) -> set[Member]:
    leaf: dict[str, Any] = {"condition": condition, "parameters": {"value": value}}
    return set(segment_members(Segment(definition={"not": leaf} if negated else leaf)))


def test_began_and_completed_are_two_things():
    module = make_module(lessons=2)
    key = str(module.translation_key)
    finisher, beginner, idle = ConfirmedMemberFactory.create_batch(3, last_login=None)
    learners = [Learner.objects.create(member=member) for member in (finisher, beginner)]
    first, second = module.live_lessons
    for learner, lessons in zip(learners, ([first, second], [first]), strict=True):
        for lesson in lessons:
            complete_lesson(learner, module_key=module.translation_key, lesson_key=lesson.translation_key)
    answer_all(module, learners[0])
    issue(finisher, learners[0], module_key=module.translation_key, name="Ada Example", language="en")

    assert found("education.begun", key) == {finisher, beginner}
    assert found("education.certificate", key) == {finisher}
    assert found("education.begun", key, negated=True) == {idle}
    assert found("education.begun", str(uuid4())) == set()
    assert found("active-within", "1") == {finisher, beginner}
    with pytest.raises(ValidationError):
        found("education.begun", "a module")


def test_lessons_finished_before_the_record_was_claimed_count():
    module = make_module(lessons=1)
    member = ConfirmedMemberFactory.create()
    own = Learner.objects.create(member=member)
    merged = Learner.objects.create(merged_into=own)
    (lesson,) = module.live_lessons
    complete_lesson(merged, module_key=module.translation_key, lesson_key=lesson.translation_key)

    assert found("education.begun", str(module.translation_key)) == {member}
