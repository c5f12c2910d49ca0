"""The quiz: one question at a time, every answer saved at once."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from education import attempts, learners
from education.models import Learner, ModulePage, QuestionVersion
from education.question_behaviours import QUESTION_BEHAVIOURS
from education.question_types import UnreadableAnswerError
from education.releases import current_versions
from members.api import public_post


@cache_control(private=True, no_store=True)
def start(request: HttpRequest, module: ModulePage) -> HttpResponse:
    """Lead to the first question without an answer, or to the progress page when all have one."""
    versions = current_versions(module)
    states = attempts.question_states(learners.learner_of(request), versions)
    for number, state in enumerate(states, start=1):
        if not state.answered:
            return redirect(f"{module.url}quiz/{number}/")
    return redirect(f"{module.url}progress/")


@cache_control(private=True, no_store=True)
def question(
    request: HttpRequest, module: ModulePage, number: int, *, error: str = "", status: int = 200
) -> HttpResponse:
    """Show a question with the learner's last answer and, where the behaviour allows, its feedback."""
    versions = current_versions(module)
    if not 1 <= number <= len(versions):
        raise Http404(_("This module has no such question."))
    learner = learners.learner_of(request)
    states = attempts.question_states(learner, versions)
    return TemplateResponse(
        request, "education/question.html", _context(module, number, states, learner, error), status=status
    )


def _context(
    module: ModulePage, number: int, states: list[attempts.QuestionState], learner: Learner | None, error: str
) -> dict[str, Any]:
    state = states[number - 1]
    behaviour = QUESTION_BEHAVIOURS[module.behaviour]
    quiz_answered = all(entry.answered for entry in states)
    maximum = state.version.content["maximum_attempts"]
    may_try = behaviour.may_try(
        attempts_used=state.attempts_used, maximum=maximum, correct=state.correct, quiz_answered=quiz_answered
    )
    shows_feedback = state.answered and behaviour.shows_feedback(quiz_answered=quiz_answered)
    picked = set(state.last.response.get("choices", ())) if state.last else set()
    return {
        "page": module,
        "module": module,
        "number": number,
        "state": state,
        "states": list(enumerate(states, start=1)),
        "content": state.version.content,
        "choices": [
            choice | {"picked": choice["id"] in picked} for choice in attempts.choices_in_order(state.version, learner)
        ],
        "shows_feedback": shows_feedback,
        "shows_solution": shows_feedback and (state.correct or not may_try),
        "may_try": may_try,
        "attempts_left": maximum - state.attempts_used if maximum else None,
        "submission_id": uuid.uuid4(),
        "next_number": number + 1 if number < len(states) else None,
        "error": error,
    }


@public_post(rate="600/h")
@cache_control(private=True, no_store=True)
def answer(request: HttpRequest, page_id: int, version_id: int) -> HttpResponse:
    """Save an answer and go back to its question, where the feedback stands."""
    module = get_object_or_404(ModulePage.objects.live().public(), pk=page_id)
    versions = current_versions(module)
    position = next((number for number, version in enumerate(versions, start=1) if version.pk == version_id), None)
    if position is None:
        return _changed(request, module, version_id, versions)
    try:
        submission_id = uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        submission_id = uuid.uuid4()
    learner = learners.learner_for_saving(request)
    try:
        attempts.record_attempt(
            learner,
            versions,
            versions[position - 1],
            request.POST.getlist("answer"),
            behaviour=module.behaviour,
            submission_id=submission_id,
        )
    except (UnreadableAnswerError, attempts.AttemptRefusedError) as refusal:
        return question(request, module, position, error=str(refusal), status=422)
    response = redirect(f"{module.url}quiz/{position}/#feedback")
    learners.remember(response, learner)
    return response


def _changed(
    request: HttpRequest, module: ModulePage, version_id: int, versions: list[QuestionVersion]
) -> HttpResponse:
    """Answer a post to a question that staff changed meanwhile: show what it says now, and say so."""
    old = get_object_or_404(QuestionVersion, pk=version_id, question__module_key=module.translation_key)
    for number, version in enumerate(versions, start=1):
        if version.question_id == old.question_id:
            message = _(
                "This question was changed while you were answering. Read it again; your answer was not counted."
            )
            return question(request, module, number, error=message, status=409)
    return redirect(f"{module.url}quiz/")
