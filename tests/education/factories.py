"""Modules, lessons and learners for tests."""

from itertools import count
from uuid import uuid4

from wagtail.models import Locale

from content.api import get_home_page
from education.attempts import record_attempt
from education.models import Attempt, Learner, LearnIndexPage, LessonPage, ModulePage, QuestionVersion
from education.releases import current_versions

_number = count(1)


def choice(text, *, correct=False, feedback=""):
    return {"text": text, "correct": correct, "feedback": feedback}


def single_choice_question(*, maximum_attempts=3):
    return (
        "single_choice",
        {
            "prompt": "<p>Which one?</p>",
            "choices": [choice("Right", correct=True), choice("Wrong", feedback="No, not that."), choice("Also wrong")],
            "explanation": "<p>Because it is.</p>",
            "maximum_attempts": maximum_attempts,
        },
    )


def number_question(*, answer=497, tolerance=0, maximum_attempts=2):
    return (
        "number",
        {
            "prompt": "<p>How many?</p>",
            "answer": answer,
            "tolerance": tolerance,
            "unit": "patients",
            "explanation": "",
            "maximum_attempts": maximum_attempts,
        },
    )


def make_module(*, lessons=2, questions=None, behaviour="immediate", pass_mark=80, **fields) -> ModulePage:
    """A published module with its lessons; questions default to one single choice and one number."""
    home = get_home_page()
    index = LearnIndexPage.objects.child_of(home).first()
    if index is None:
        index = LearnIndexPage(title="Learn", slug="learn", locale=Locale.get_default())
        home.add_child(instance=index)
        index.save_revision().publish()
    number = next(_number)
    quiz = [single_choice_question(), number_question()] if questions is None else questions
    module = ModulePage(
        title=fields.pop("title", f"Module {number}"),
        slug=f"module-{number}",
        quiz=quiz,
        behaviour=behaviour,
        pass_mark=pass_mark,
        **fields,
    )
    index.add_child(instance=module)
    for position in range(1, lessons + 1):
        lesson = LessonPage(title=f"Lesson {position}", slug=f"lesson-{position}", body=[("paragraph", "<p>Read.</p>")])
        module.add_child(instance=lesson)
        lesson.save_revision().publish()
    module = ModulePage.objects.get(pk=module.pk)
    module.save_revision().publish()
    return ModulePage.objects.get(pk=module.pk)


def right_values(version: QuestionVersion) -> list[str]:
    """What a learner who knows the answer posts."""
    if version.kind == "number":
        return [version.content["answer"]]
    return [entry["id"] for entry in version.content["choices"] if entry["correct"]]


def wrong_values(version: QuestionVersion) -> list[str]:
    """What a learner who does not know posts."""
    if version.kind == "number":
        return ["-1"]
    return [next(entry["id"] for entry in version.content["choices"] if not entry["correct"])]


def answer_all(module: ModulePage, learner: Learner, *, right=True) -> list[Attempt]:
    """Answer every question of a module once."""
    versions = current_versions(module)
    return [
        record_attempt(
            learner,
            versions,
            version,
            right_values(version) if right else wrong_values(version),
            behaviour=module.behaviour,
            submission_id=uuid4(),
        )
        for version in versions
    ]
