"""A module's releases follow what completing it takes, and nothing else."""

import pytest
from wagtail.models import Locale

from education.models import LessonPage, ModulePage, ModuleRelease, QuestionVersion
from education.releases import current_release, current_versions, publish_release, requirements_of
from tests.education.factories import make_module, number_question


@pytest.mark.django_db
def test_publishing_freezes_lessons_questions_and_pass_mark():
    module = make_module(lessons=3, pass_mark=75)
    requirements = requirements_of(current_release(module.translation_key))
    assert requirements.lessons == tuple(lesson.translation_key for lesson in module.live_lessons)
    assert list(requirements.questions) == [version.question_id for version in current_versions(module)]
    assert requirements.pass_mark == 75


@pytest.mark.django_db
def test_publishing_again_without_a_change_starts_no_release():
    module = make_module()
    number = current_release(module.translation_key).number
    module.summary = "New words."
    module.save_revision().publish()
    assert current_release(module.translation_key).number == number
    assert QuestionVersion.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["pass_mark", "question", "optional_lesson"])
def test_a_changed_requirement_starts_a_release(change):
    module = make_module()
    before = current_release(module.translation_key).number
    if change == "pass_mark":
        module.pass_mark = 50
        module.save_revision().publish()
    elif change == "question":
        module.quiz.append(number_question(answer=3))
        module.save_revision().publish()
    else:
        lesson = module.live_lessons[0]
        lesson.required = False
        lesson.save_revision().publish()
    assert current_release(module.translation_key).number == before + 1


@pytest.mark.django_db
def test_unpublishing_a_lesson_takes_it_out_of_the_requirements():
    module = make_module(lessons=2)
    LessonPage.objects.child_of(module).first().unpublish()
    assert len(requirements_of(current_release(module.translation_key)).lessons) == 1


@pytest.mark.django_db
def test_a_translation_stores_its_wording_and_starts_no_release():
    module = make_module()
    spanish = module.copy_for_translation(Locale.objects.get(language_code="es"), copy_parents=True)
    spanish.quiz[0].value["choices"][0]["text"] = "Correcto"
    spanish.save_revision().publish()
    spanish = ModulePage.objects.get(pk=spanish.pk)
    assert ModuleRelease.objects.filter(module_key=module.translation_key).count() == ModuleRelease.objects.count()
    english, translated = current_versions(ModulePage.objects.get(pk=module.pk)), current_versions(spanish)
    assert [version.question_id for version in english] == [version.question_id for version in translated]
    assert english[0].grading_hash == translated[0].grading_hash
    assert english[0].content_hash != translated[0].content_hash
    assert {version.language for version in translated} == {"es"}


@pytest.mark.django_db
def test_publish_release_is_idempotent():
    module = make_module()
    release = publish_release(module)
    assert publish_release(module) == release
