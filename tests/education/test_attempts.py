"""Answers are saved at once, once each, and never past their limit."""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from education.attempts import AttemptRefusedError, choices_in_order, question_states, record_attempt
from education.models import Attempt, Learner
from education.question_types import UnreadableAnswerError
from education.releases import current_versions
from tests.education.factories import make_module, number_question, right_values, single_choice_question, wrong_values


def _answer(learner, module, versions, version, values, submission_id=None):
    return record_attempt(
        learner, versions, version, values, behaviour=module.behaviour, submission_id=submission_id or uuid4()
    )


@pytest.mark.django_db
def test_an_answer_is_graded_against_its_version():
    module = make_module()
    versions = current_versions(module)
    learner = Learner.objects.create()
    right = _answer(learner, module, versions, versions[0], right_values(versions[0]))
    wrong = _answer(learner, module, versions, versions[1], wrong_values(versions[1]))
    assert (right.correct, right.score, right.number) == (True, 1, 1)
    assert (wrong.correct, wrong.score, wrong.version_id) == (False, 0, versions[1].pk)


@pytest.mark.django_db
def test_the_limit_is_enforced_and_an_unreadable_answer_does_not_count():
    module = make_module(questions=[number_question(maximum_attempts=2)])
    versions = current_versions(module)
    learner = Learner.objects.create()
    with pytest.raises(UnreadableAnswerError):
        _answer(learner, module, versions, versions[0], ["what?"])
    _answer(learner, module, versions, versions[0], ["1"])
    _answer(learner, module, versions, versions[0], ["2"])
    with pytest.raises(AttemptRefusedError, match="no attempts left"):
        _answer(learner, module, versions, versions[0], ["497"])
    assert list(Attempt.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_a_right_answer_shown_as_right_is_final():
    module = make_module(questions=[single_choice_question(maximum_attempts=0)])
    versions = current_versions(module)
    learner = Learner.objects.create()
    _answer(learner, module, versions, versions[0], right_values(versions[0]))
    with pytest.raises(AttemptRefusedError, match="correctly already"):
        _answer(learner, module, versions, versions[0], wrong_values(versions[0]))


@pytest.mark.django_db
def test_with_deferred_feedback_a_right_answer_may_be_changed_until_all_are_answered():
    module = make_module(behaviour="deferred", questions=[single_choice_question(), number_question()])
    versions = current_versions(module)
    learner = Learner.objects.create()
    _answer(learner, module, versions, versions[0], right_values(versions[0]))
    _answer(learner, module, versions, versions[0], right_values(versions[0]))
    _answer(learner, module, versions, versions[1], right_values(versions[1]))
    with pytest.raises(AttemptRefusedError):
        _answer(learner, module, versions, versions[0], wrong_values(versions[0]))


@pytest.mark.django_db
def test_the_same_submission_twice_is_one_attempt():
    module = make_module()
    versions = current_versions(module)
    learner = Learner.objects.create()
    submission = uuid4()
    first = _answer(learner, module, versions, versions[0], wrong_values(versions[0]), submission)
    again = _answer(learner, module, versions, versions[0], right_values(versions[0]), submission)
    assert again.pk == first.pk
    assert Attempt.objects.count() == 1


@pytest.mark.django_db
def test_the_database_refuses_to_change_an_attempt():
    module = make_module()
    versions = current_versions(module)
    attempt = _answer(Learner.objects.create(), module, versions, versions[0], wrong_values(versions[0]))
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(correct=True)
    attempt.refresh_from_db()
    assert attempt.correct is False


@pytest.mark.django_db(transaction=True)
def test_parallel_answers_never_pass_the_limit():
    module = make_module(questions=[number_question(maximum_attempts=2)])
    versions = current_versions(module)
    learner = Learner.objects.create()
    barrier = threading.Barrier(8)
    refused = []

    def post() -> None:
        try:
            barrier.wait(timeout=30)
            _answer(learner, module, versions, versions[0], ["1"])
        except AttemptRefusedError as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Attempt.objects.filter(learner=learner).count() == 2
    assert len(refused) == 6


@pytest.mark.django_db
def test_an_answer_keeps_counting_after_a_typing_error_is_mended_but_not_after_the_right_answer_changed():
    module = make_module(questions=[number_question(answer=497)])
    learner = Learner.objects.create()
    versions = current_versions(module)
    _answer(learner, module, versions, versions[0], ["497"])
    module.quiz[0].value["unit"] = "patients per 1,000"
    module.save_revision().publish()
    state = question_states(learner, current_versions(module))[0]
    assert state.version.pk != versions[0].pk
    assert state.correct
    module.quiz[0].value["answer"] = 498
    module.save_revision().publish()
    assert not question_states(learner, current_versions(module))[0].answered


@pytest.mark.django_db
def test_choices_keep_their_order_for_one_learner_and_differ_between_learners():
    module = make_module(questions=[single_choice_question()])
    version = current_versions(module)[0]
    learners = [Learner.objects.create() for _ in range(20)]
    orders = {tuple(choice["id"] for choice in choices_in_order(version, learner)) for learner in learners}
    assert len(orders) > 1
    assert choices_in_order(version, learners[0]) == choices_in_order(version, learners[0])
    assert {frozenset(order) for order in orders} == {frozenset(choice["id"] for choice in version.content["choices"])}
