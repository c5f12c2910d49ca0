"""Progress: what is done, what is missing, where to go on."""

from itertools import pairwise
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control

from education import attempts, learners
from education.completion import complete_lesson, completion_of
from education.models import Certificate, LessonPage, ModulePage
from education.releases import current_release, current_versions
from members.api import Member, public_post


@cache_control(private=True, no_store=True)
def show(request: HttpRequest, module: ModulePage) -> HttpResponse:
    """Show the module's completion rule and the learner's standing against it, item by item."""
    learner = learners.learner_of(request)
    release = current_release(module.translation_key)
    completion = completion_of(learner, release) if release else None
    done = completion.lessons_done if completion else frozenset()
    certificate = None
    if release is not None and isinstance(request.user, Member):
        certificate = Certificate.objects.filter(member=request.user, release=release).first()
    context = {
        "page": module,
        "module": module,
        "completion": completion,
        "lessons": [(lesson, lesson.translation_key in done) for lesson in module.live_lessons],
        "states": list(enumerate(attempts.question_states(learner, current_versions(module)), start=1)),
        "certificate": certificate,
    }
    return TemplateResponse(request, "education/progress.html", context)


@cache_control(private=True, no_store=True)
def resume(request: HttpRequest, module: ModulePage) -> HttpResponse:
    """Lead to the first required lesson still unread, then to the quiz, then to the progress page."""
    learner = learners.learner_of(request)
    release = current_release(module.translation_key)
    if release is None:
        return redirect(module.url)
    completion = completion_of(learner, release)
    for lesson in module.live_lessons:
        if lesson.translation_key in completion.lessons_missing:
            return redirect(lesson.url)
    return redirect(f"{module.url}progress/" if completion.complete else f"{module.url}quiz/")


@public_post(rate="600/h")
@cache_control(private=True, no_store=True)
def complete(request: HttpRequest, page_id: int) -> HttpResponse:
    """Mark a lesson as read and lead to the next one, or to the quiz after the last."""
    lesson = get_object_or_404(LessonPage.objects.live().public(), pk=page_id)
    learner = learners.learner_for_saving(request)
    complete_lesson(learner, module_key=lesson.module.translation_key, lesson_key=lesson.translation_key)
    lessons = lesson.module.live_lessons
    following = next((after for before, after in pairwise(lessons) if before.pk == lesson.pk), None)
    if following is not None:
        response = redirect(following.url)
    else:
        response = redirect(f"{lesson.module.url}{'quiz' if len(lesson.module.quiz) else 'progress'}/")
    learners.remember(response, learner)
    return response


@cache_control(private=True, no_store=True)
def as_json(request: HttpRequest, module_key: UUID) -> JsonResponse:
    """The learner's standing for the script that ticks off lessons on the cached pages."""
    release = current_release(module_key)
    if release is None:
        return JsonResponse({"lessons": [], "percent": 0, "complete": False})
    completion = completion_of(learners.learner_of(request), release)
    return JsonResponse(
        {
            "lessons": sorted(str(key) for key in completion.lessons_done),
            "percent": completion.percent,
            "complete": completion.complete,
        }
    )
