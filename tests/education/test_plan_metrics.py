"""What plans measure of learning."""

from datetime import timedelta

import pytest
from django.utils import timezone

from education.certificates import issue, revoke
from education.completion import complete_lesson
from education.models import Learner
from education.plan_metrics import certificates, certificates_at, lesson_completions
from members.api import Member
from tests.education.factories import answer_all, make_module


@pytest.mark.django_db
def test_counts_lessons_finished_and_valid_certificates():
    module = make_module(lessons=2)
    learner = Learner.objects.create()
    for lesson in module.live_lessons:
        complete_lesson(learner, module_key=module.translation_key, lesson_key=lesson.translation_key)
    answer_all(module, learner)
    member = Member.objects.create_user("ada@example.org")
    certificate = issue(member, learner, module_key=module.translation_key, name="Ada Example", language="en")
    assert (lesson_completions(), certificates()) == (2, 1)
    then = timezone.now()
    revoke(certificate, actor=Member.objects.create_user("staff@example.org", is_staff=True), reason="A mistake")
    assert (certificates_at(then - timedelta(hours=1)), certificates_at(then), certificates()) == (0, 1, 0)
