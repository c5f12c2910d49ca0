"""The pages a learner reads: the index, modules and their lessons."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from content.api import BasePage, StoryField
from education.lesson_blocks import LessonBlock
from education.question_behaviours import QUESTION_BEHAVIOURS, QuestionBehaviour
from education.question_blocks import QuizBlock

RESERVED_LESSON_SLUGS = frozenset({"quiz", "progress", "resume", "certificate"})


def _view(name: str) -> Callable[..., HttpResponse]:
    """Look one of the module's personal pages up when it is asked for: the views stand on these models."""
    view: Callable[..., HttpResponse] = import_string(f"education.views.{name}")
    return view


class LearnIndexPage(BasePage):
    """`/learn/`: every module with what it teaches and how long it takes."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("introduction")]
    subpage_types: ClassVar = ["education.ModulePage"]
    max_count_per_parent = 1
    template = "education/learn_index_page.html"

    class Meta:
        verbose_name = _("learning index")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the published modules with the number of lessons in each, in two queries."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        modules = list(ModulePage.objects.child_of(self).live().public().order_by("path"))
        lessons = LessonPage.objects.live().descendant_of(self).values_list("path", "minutes")
        for module in modules:
            minutes = [length for lesson_path, length in lessons if lesson_path.startswith(module.path)]
            module.lesson_count, module.total_minutes = len(minutes), sum(minutes)
        context["modules"] = modules
        return context


class ModulePage(RoutablePageMixin, BasePage):
    """A module: lessons to read, a quiz to pass, and what to do with what was learned.

    Reading and progress: the page itself is the same for everyone; the quiz, the progress list and
    the certificate request are personal and never cached.
    """

    behaviour = models.CharField(
        _("feedback"),
        max_length=20,
        choices=[(name, behaviour.label) for name, behaviour in QUESTION_BEHAVIOURS.items()],
        default=QuestionBehaviour.IMMEDIATE,
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=80,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Per cent of the questions that must be right. The learner sees this rule."),
    )
    awards_certificate = models.BooleanField(_("awards a certificate"), default=True)
    audience = models.CharField(
        _("for whom"), max_length=200, blank=True, help_text=_("For example: patients and their families.")
    )
    quiz = StoryField(QuizBlock(), blank=True, verbose_name=_("quiz"))
    next_step = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("next step"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where a learner can use what they learned, such as a campaign."),
    )

    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("audience"),
        InlinePanel("objectives", heading=_("What you will be able to do"), label=_("objective"), max_num=8),
        PageChooserPanel("next_step"),
        MultiFieldPanel(
            [
                HelpPanel(
                    _(
                        "A changed question, lesson list or pass mark starts a new release: certificates name the release they were earned for."
                    )
                ),
                FieldPanel("behaviour"),
                FieldPanel("pass_mark"),
                FieldPanel("awards_certificate"),
                FieldPanel("quiz"),
            ],
            heading=_("Quiz and completion"),
        ),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("audience")]
    parent_page_types: ClassVar = ["education.LearnIndexPage"]
    subpage_types: ClassVar = ["education.LessonPage"]
    template = "education/module_page.html"

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    @cached_property
    def live_lessons(self) -> list["LessonPage"]:
        """The published lessons in reading order."""
        return list(LessonPage.objects.child_of(self).live().order_by("path"))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the lessons and the total reading time in minutes."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["lessons"] = self.live_lessons
        context["total_minutes"] = sum(lesson.minutes for lesson in self.live_lessons)
        context["question_count"] = len(self.quiz)
        return context

    @path("quiz/", name="quiz")
    def quiz_start(self, request: HttpRequest) -> HttpResponse:
        """Lead to the first question that still wants an answer."""
        return _view("quiz.start")(request, self)

    @path("quiz/<int:number>/", name="question")
    def quiz_question(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show one question and, where the behaviour allows, the feedback on its last answer."""
        return _view("quiz.question")(request, self, number)

    @path("progress/", name="progress")
    def show_progress(self, request: HttpRequest) -> HttpResponse:
        """Show what is done and what is missing, by the published completion rule."""
        return _view("progress.show")(request, self)

    @path("resume/", name="resume")
    def resume(self, request: HttpRequest) -> HttpResponse:
        """Lead to where the learner left off."""
        return _view("progress.resume")(request, self)

    @path("certificate/", name="certificate")
    def request_certificate(self, request: HttpRequest) -> HttpResponse:
        """Ask for the name and address a certificate needs."""
        return _view("certificates.ask")(request, self)


class ModuleObjective(TranslatableMixin, Orderable):
    """One thing a learner can do after the module."""

    module = ParentalKey(ModulePage, on_delete=models.CASCADE, related_name="objectives")
    text = models.CharField(_("objective"), max_length=200)

    panels: ClassVar[list[Panel]] = [FieldPanel("text")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.text


class LessonPage(BasePage):
    """One lesson: a few minutes of reading, ending in the next step."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    required = models.BooleanField(_("required"), default=True, help_text=_("Counts towards completing the module."))
    body = StoryField(LessonBlock(), blank=True, verbose_name=_("body"))

    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("minutes"),
        FieldPanel("required"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar = ["education.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "education/lesson_page.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @cached_property
    def module(self) -> ModulePage:
        """The module this lesson belongs to."""
        module: ModulePage = ModulePage.objects.parent_of(self).get()
        return module

    def clean(self) -> None:
        """Refuse an address that belongs to the module's own pages."""
        super().clean()
        if self.slug in RESERVED_LESSON_SLUGS:
            raise ValidationError(
                {"slug": _("“%(slug)s” is an address of the module itself. Choose another.") % {"slug": self.slug}}
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the module and the lessons before and after this one."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        lessons = self.module.live_lessons
        position = next((number for number, lesson in enumerate(lessons) if lesson.pk == self.pk), None)
        context |= {"module": self.module, "lessons": lessons, "lesson_number": 0}
        if position is not None:
            context["lesson_number"] = position + 1
            context["previous_lesson"] = lessons[position - 1] if position else None
            context["next_lesson"] = lessons[position + 1] if position + 1 < len(lessons) else None
        return context
