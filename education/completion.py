"""When a module is complete: the published rule, computed on the server.

Complete means: every required lesson is marked as read, and at least `pass_mark` per cent of the
questions have a right answer among the attempts their limit allows. Nothing hidden counts.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from education.learners import learner_ids
from education.models import Attempt, Learner, LessonCompletion, ModulePage, ModuleRelease
from education.releases import Requirements, current_release, requirements_of


@dataclass(frozen=True)
class Completion:
    """A learner's standing against one release's requirements."""

    requirements: Requirements
    lessons_done: frozenset[UUID]
    questions_answered: frozenset[int]
    questions_correct: frozenset[int]

    @property
    def lessons_missing(self) -> tuple[UUID, ...]:
        """The required lessons still to be read, in order."""
        return tuple(key for key in self.requirements.lessons if key not in self.lessons_done)

    @property
    def score(self) -> int:
        """Per cent of the questions answered right, rounded down; 100 without questions."""
        total = len(self.requirements.questions)
        return 100 * len(self.questions_correct) // total if total else 100

    @property
    def passed(self) -> bool:
        """Whether the quiz reaches the pass mark."""
        return len(self.questions_correct) * 100 >= self.requirements.pass_mark * len(self.requirements.questions)

    @property
    def complete(self) -> bool:
        """Whether everything required is done."""
        return not self.lessons_missing and self.passed

    @property
    def percent(self) -> int:
        """How much of the way is done, over lessons read and questions answered right or needed no more."""
        total = len(self.requirements.lessons) + len(self.requirements.questions)
        done = len(self.requirements.lessons) - len(self.lessons_missing)
        done += (
            len(self.requirements.questions)
            if self.passed and self.requirements.questions
            else len(self.questions_correct)
        )
        return 100 * done // total if total else 100


def completion_of(learner: Learner | None, release: ModuleRelease) -> Completion:
    """Compute a learner's standing against a release; three queries at most."""
    requirements = requirements_of(release)
    lessons: frozenset[UUID] = frozenset()
    answered: set[int] = set()
    correct: set[int] = set()
    if learner is not None:
        ids = learner_ids(learner)
        lessons = frozenset(
            LessonCompletion.objects.filter(learner__in=ids, lesson_key__in=requirements.lessons).values_list(
                "lesson_key", flat=True
            )
        )
        attempts = Attempt.objects.filter(learner__in=ids, version__question__in=requirements.questions).values_list(
            "version__question", "version__grading_hash", "correct"
        )
        for question, grading, is_correct in attempts:
            if requirements.questions[question] == grading:
                answered.add(question)
                if is_correct:
                    correct.add(question)
    return Completion(requirements, lessons, frozenset(answered), frozenset(correct))


def module_completion(learner: Learner | None, module: ModulePage) -> Completion | None:
    """Compute a learner's standing against the module's release in force; nothing when it has none."""
    release = current_release(module.translation_key)
    return None if release is None else completion_of(learner, release)


def complete_lesson(learner: Learner, *, module_key: UUID, lesson_key: UUID) -> bool:
    """Record that a lesson was read; return whether that is new. Pressing the button again changes nothing."""
    _completion, created = LessonCompletion.objects.get_or_create(
        learner=learner, lesson_key=lesson_key, defaults={"module_key": module_key, "completed_at": timezone.now()}
    )
    return created


def started_modules(learner: Learner) -> list[tuple[ModulePage, Completion]]:
    """Return the published modules a learner began, each with their standing, newest activity first."""
    began: dict[UUID, datetime] = {}
    ids = learner_ids(learner)
    activity = [
        *LessonCompletion.objects.filter(learner__in=ids).values_list("module_key", "completed_at"),
        *Attempt.objects.filter(learner__in=ids).values_list("version__question__module_key", "answered_at"),
    ]
    for module_key, at in activity:
        began[module_key] = max(at, began.get(module_key, at))
    modules = {
        module.translation_key: module
        for module in ModulePage.objects.live().filter(translation_key__in=began).order_by("-pk")
    }
    standings = []
    for module_key in sorted(modules, key=lambda key: began[key], reverse=True):
        completion = module_completion(learner, modules[module_key])
        if completion is not None:
            standings.append((modules[module_key], completion))
    return standings
