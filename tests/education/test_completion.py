"""Completion is computed on the server from what was read and answered."""

from uuid import uuid4

import pytest

from education.attempts import record_attempt
from education.completion import complete_lesson, module_completion, started_modules
from education.models import Learner, LessonCompletion
from education.releases import current_versions
from tests.education.factories import answer_all, make_module, number_question


def _read_all(module, learner):
    for lesson in module.live_lessons:
        complete_lesson(learner, module_key=module.translation_key, lesson_key=lesson.translation_key)


@pytest.mark.django_db
def test_nothing_done_is_nothing_done():
    module = make_module(lessons=2)
    completion = module_completion(None, module)
    assert (completion.percent, completion.score, completion.complete) == (0, 0, False)
    assert len(completion.lessons_missing) == 2


@pytest.mark.django_db
def test_lessons_and_quiz_together_complete_a_module():
    module = make_module(lessons=2)
    learner = Learner.objects.create()
    _read_all(module, learner)
    halfway = module_completion(learner, module)
    assert (halfway.percent, halfway.complete) == (50, False)
    answer_all(module, learner)
    done = module_completion(learner, module)
    assert (done.percent, done.score, done.complete) == (100, 100, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("pass_mark", "complete"), [(66, True), (67, False)])
def test_the_pass_mark_is_a_share_of_all_questions(pass_mark, complete):
    module = make_module(lessons=0, pass_mark=pass_mark, questions=[number_question(answer=n) for n in (1, 2, 3)])
    learner = Learner.objects.create()
    versions = current_versions(module)
    for version, typed in zip(versions, ["1", "2", "0"], strict=True):
        record_attempt(learner, versions, version, [typed], behaviour=module.behaviour, submission_id=uuid4())
    completion = module_completion(learner, module)
    assert completion.score == 66
    assert completion.complete is complete


@pytest.mark.django_db
def test_reading_a_lesson_twice_counts_once():
    module = make_module(lessons=1)
    learner = Learner.objects.create()
    key = {"module_key": module.translation_key, "lesson_key": module.live_lessons[0].translation_key}
    assert complete_lesson(learner, **key) is True
    assert complete_lesson(learner, **key) is False
    assert LessonCompletion.objects.count() == 1


@pytest.mark.django_db
def test_started_modules_lists_what_was_begun_newest_first():
    first, second, _untouched = make_module(), make_module(), make_module()
    learner = Learner.objects.create()
    _read_all(first, learner)
    answer_all(second, learner, right=False)
    assert [module.pk for module, _completion in started_modules(learner)] == [second.pk, first.pk]


@pytest.mark.django_db
def test_completion_takes_four_queries_at_most(django_assert_max_num_queries):
    module = make_module(lessons=4)
    learner = Learner.objects.create()
    _read_all(module, learner)
    with django_assert_max_num_queries(4):
        module_completion(learner, module)
