"""Freeze what a module asks for whenever it is published."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from education.models import LessonPage, ModulePage, ModuleRelease, Question, QuestionVersion
from education.question_blocks import question_content
from education.question_types import QUESTION_TYPES


@dataclass(frozen=True)
class Requirements:
    """What completing a release takes; `questions` maps a question's id to its grading hash, in quiz order."""

    lessons: tuple[UUID, ...]
    questions: dict[int, str]
    pass_mark: int


def _fingerprint(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def requirements_of(release: ModuleRelease) -> Requirements:
    """Return a release's requirements in typed form."""
    frozen = release.requirements
    return Requirements(
        lessons=tuple(UUID(key) for key in frozen["lessons"]),
        questions={entry["question"]: entry["grading"] for entry in frozen["questions"]},
        pass_mark=frozen["pass_mark"],
    )


def current_release(module_key: UUID) -> ModuleRelease | None:
    """Return the module's newest release, or nothing when it was never published."""
    return ModuleRelease.objects.filter(module_key=module_key).order_by("-number").first()


def current_versions(module: ModulePage) -> list[QuestionVersion]:
    """Return the published questions of a module page in the order they are asked, in its language."""
    hashes = {(str(block.id), _fingerprint([block.block_type, question_content(block)])) for block in module.quiz}
    found = {
        (version.question.block_id, version.content_hash): version
        for version in QuestionVersion.objects.filter(
            question__module_key=module.translation_key,
            language=module.locale.language_code,
            content_hash__in=[content_hash for _block, content_hash in hashes],
        ).select_related("question")
    }
    ordered = (
        found.get((str(block.id), _fingerprint([block.block_type, question_content(block)]))) for block in module.quiz
    )
    return [version for version in ordered if version is not None]


def _store_versions(module: ModulePage) -> list[QuestionVersion]:
    versions = []
    for block in module.quiz:
        content = question_content(block)
        question, _created = Question.objects.get_or_create(module_key=module.translation_key, block_id=str(block.id))
        kind = QUESTION_TYPES[block.block_type]
        version, _created = QuestionVersion.objects.get_or_create(
            question=question,
            language=module.locale.language_code,
            content_hash=_fingerprint([block.block_type, content]),
            defaults={
                "kind": block.block_type,
                "content": content,
                "grading_hash": _fingerprint([block.block_type, kind.grading(content)]),
            },
        )
        versions.append(version)
    return versions


def _required_lessons(module: ModulePage) -> Sequence[str]:
    lessons = LessonPage.objects.child_of(module).live().filter(required=True).order_by("path")
    return [str(key) for key in lessons.values_list("translation_key", flat=True)]


@transaction.atomic
def publish_release(module: ModulePage) -> ModuleRelease | None:
    """Store the questions of a published module page, and start a new release if its requirements changed.

    A translation stores its questions' wording but starts no release: the page in the site's main
    language decides what completing the module means. Returns the release in force, if there is one.
    """
    ModulePage.objects.select_for_update().get(pk=module.pk)
    versions = _store_versions(module)
    latest = current_release(module.translation_key)
    if module.alias_of_id or (latest is not None and not _is_source(module)):
        return latest
    requirements = {
        "lessons": list(_required_lessons(module)),
        "questions": [{"question": version.question_id, "grading": version.grading_hash} for version in versions],
        "pass_mark": module.pass_mark,
    }
    fingerprint = _fingerprint(requirements)
    if latest is not None and latest.requirements_hash == fingerprint:
        return latest
    return ModuleRelease.objects.create(
        module_key=module.translation_key,
        number=latest.number + 1 if latest else 1,
        requirements=requirements,
        requirements_hash=fingerprint,
    )


def _is_source(module: ModulePage) -> bool:
    oldest = (
        ModulePage.objects.filter(translation_key=module.translation_key)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )
    return bool(oldest == module.pk)
