"""The demo's module: complete in both languages, joined as translations, and built only once."""

import pytest
from django.test import Client
from wagtail.models import Page

from education.demo import build_demo
from education.models import LessonPage, ModulePage

pytestmark = pytest.mark.django_db

SPANISH_MODULE = "/es/learn/de-la-prueba-al-tratamiento/"


def test_each_page_has_its_spanish_and_a_second_run_changes_nothing(client: Client) -> None:
    build_demo()
    before = list(Page.objects.order_by("path").values_list("path", "latest_revision", "numchild"))
    build_demo()
    assert list(Page.objects.order_by("path").values_list("path", "latest_revision", "numchild")) == before

    for model, count in ((ModulePage, 1), (LessonPage, 3)):
        english = model.objects.live().filter(locale__language_code="en")
        spanish = model.objects.live().filter(locale__language_code="es")
        assert (english.count(), spanish.count()) == (count, count)
        assert set(english.values_list("translation_key")) == set(spanish.values_list("translation_key"))

    module = client.get(SPANISH_MODULE).content.decode()
    assert "De la prueba al tratamiento: dónde se pierden los pacientes" in module
    for lesson in LessonPage.objects.filter(locale__language_code="es"):
        response = client.get(lesson.get_url())
        assert response.status_code == 200
        assert "[nsclc" not in response.content.decode()


def test_the_spanish_quiz_has_the_same_right_answers() -> None:
    build_demo()

    def right(language: str) -> list[list[bool]]:
        quiz = ModulePage.objects.get(locale__language_code=language).quiz
        return [[choice["correct"] for choice in block.value["choices"]] for block in quiz if "choices" in block.value]

    assert right("es") == right("en")
    assert [True, True, True, False] in right("es")
