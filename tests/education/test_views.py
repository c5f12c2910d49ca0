"""What a learner sees and posts."""

from uuid import uuid4

import pytest
from django.core import signing
from django.urls import reverse

from education.learners import COOKIE_NAME
from education.models import Attempt, Learner, LessonCompletion
from education.releases import current_versions
from members.api import Member
from tests.education.factories import make_module, right_values, wrong_values

SAME_ORIGIN = {"headers": {"Sec-Fetch-Site": "same-origin"}}


def _post(client, address, data=None):
    return client.post(address, data or {}, **SAME_ORIGIN)


def _answer(client, module, version, values, **extra):
    address = reverse("education:answer", args=[module.pk, version.pk])
    return _post(client, address, {"answer": values, "submission": str(uuid4()), **extra})


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["index", "module", "lesson"])
def test_pages_set_no_cookie_and_stay_within_their_query_budget(client, which, django_assert_max_num_queries):
    module = make_module(lessons=4)
    address = {"index": "/learn/", "module": module.url, "lesson": module.live_lessons[1].url}[which]
    client.get(address)
    with django_assert_max_num_queries(20):
        response = client.get(address)
    assert response.status_code == 200
    assert response.cookies == {}
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.django_db
def test_a_lesson_is_marked_as_read_and_leads_to_the_next(client):
    module = make_module(lessons=2)
    first, second = module.live_lessons
    response = _post(client, reverse("education:complete_lesson", args=[first.pk]))
    assert (response.status_code, response.url) == (302, second.url)
    last = _post(client, reverse("education:complete_lesson", args=[second.pk]))
    assert last.url == f"{module.url}quiz/"
    assert Learner.objects.count() == 1
    assert LessonCompletion.objects.count() == 2


@pytest.mark.django_db
def test_a_post_from_another_site_is_refused_and_saves_nothing(client):
    module = make_module()
    address = reverse("education:complete_lesson", args=[module.live_lessons[0].pk])
    response = client.post(address, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"})
    assert response.status_code == 403
    assert not Learner.objects.exists()


@pytest.mark.django_db
def test_the_quiz_gives_feedback_and_ends_at_the_progress_page(client):
    module = make_module(lessons=0)
    first, second = current_versions(module)
    assert client.get(f"{module.url}quiz/").url == f"{module.url}quiz/1/"
    page = _answer(client, module, first, wrong_values(first), follow=True)
    assert page.url == f"{module.url}quiz/1/#feedback"
    shown = client.get(f"{module.url}quiz/1/").content.decode()
    assert "Not quite." in shown
    assert "2 more times" in shown
    assert "Because it is." not in shown
    _answer(client, module, first, right_values(first))
    solved = client.get(f"{module.url}quiz/1/").content.decode()
    assert "That is right." in solved
    assert "Because it is." in solved
    _answer(client, module, second, right_values(second))
    assert client.get(f"{module.url}quiz/").url == f"{module.url}progress/"
    assert "Module complete" in client.get(f"{module.url}progress/").content.decode()


@pytest.mark.django_db
def test_deferred_feedback_tells_nothing_before_all_is_answered(client):
    module = make_module(behaviour="deferred")
    first, second = current_versions(module)
    _answer(client, module, first, wrong_values(first))
    shown = client.get(f"{module.url}quiz/1/").content.decode()
    assert "saved" in shown
    assert "Not quite." not in shown
    _answer(client, module, second, right_values(second))
    assert "Not quite." in client.get(f"{module.url}quiz/1/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("values", [[], ["no-such-choice"], ["<script>alert(1)</script>"]])
def test_nonsense_is_answered_in_words_and_not_counted(client, values):
    module = make_module()
    version = current_versions(module)[0]
    response = _answer(client, module, version, values)
    assert response.status_code == 422
    assert "<script>alert" not in response.content.decode()
    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_an_answer_to_a_question_changed_meanwhile_is_not_counted_and_says_so(client):
    module = make_module()
    old = current_versions(module)[0]
    values = right_values(old)
    module.quiz[0].value["choices"][0]["text"] = "Changed"
    module.save_revision().publish()
    response = _answer(client, module, old, values)
    assert response.status_code == 409
    assert "was changed" in response.content.decode()
    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_a_forged_cookie_is_nobody(client):
    module = make_module()
    learner = Learner.objects.create()
    client.cookies[COOKIE_NAME] = signing.dumps(str(learner.public_id), salt="something else")
    _post(client, reverse("education:complete_lesson", args=[module.live_lessons[0].pk]))
    assert LessonCompletion.objects.exclude(learner=learner).count() == 1
    assert not LessonCompletion.objects.filter(learner=learner).exists()


@pytest.mark.django_db
def test_progress_follows_a_learner_who_signs_in(client):
    module = make_module(lessons=1)
    _post(client, reverse("education:complete_lesson", args=[module.live_lessons[0].pk]))
    member = Member.objects.create_user("ada@example.org")
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    _post(client, reverse("education:answer", args=[module.pk, current_versions(module)[0].pk]), {"answer": "x"})
    assert LessonCompletion.objects.filter(learner__member=member).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 3, 99])
def test_questions_that_do_not_exist_are_not_found(client, number):
    module = make_module()
    assert client.get(f"{module.url}quiz/{number}/").status_code == 404


@pytest.mark.django_db
def test_personal_pages_are_never_stored(client):
    module = make_module()
    for part in ("quiz/1/", "progress/"):
        assert "no-store" in client.get(module.url + part)["Cache-Control"]
