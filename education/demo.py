"""The demo's module in English and Spanish: what personalized medicine is, where patients are lost, what one can do.

Every figure is a reference to the evidence registry, written `[slug]` here, so that it stands with its source. The
wording of the first lesson's definition is the Personalized Medicine Coalition's own.
"""

import re
from collections.abc import Callable
from typing import Any

from django.utils.text import slugify
from wagtail.models import Locale, Page

from content.api import fact_by_slug, get_home_page
from education.demo_spanish import SPANISH
from education.models import LearnIndexPage, LessonPage, ModulePage
from education.models.pages import ModuleObjective

Words = Callable[[str], str]
"""From a text in English to the text of a language, its figures referred to."""

FACT = re.compile(r"\[(?P<slug>[a-z0-9-]+)\]")
NO_FIGURE = "(figure not loaded in this installation)"
MODULE_ADDRESS = "From test to treatment"
INDEX_SUMMARY = (
    "Short lessons on personalized medicine, with every figure traced to its source, ending in something you can do."
)
MODULE_SUMMARY = (
    "Three short lessons: what personalized medicine is, the seven steps between a diagnosis and the right "
    "treatment, and how your own words help to close the gaps."
)
OBJECTIVES = (
    "Say in your own words what personalized medicine is, and what it is not.",
    "Name the seven steps between a diagnosis and a targeted treatment, and where most patients are lost.",
    "Read a figure with its source, and notice when two sources disagree.",
)

DEFINITION = (
    "<p>Personalized medicine is an evolving field in which physicians use diagnostic tests to determine which medical "
    "treatments will work best for each patient or use medical interventions to alter molecular mechanisms that impact "
    "health. By combining data from diagnostic tests with an individual’s medical history, circumstances and values, "
    "health care providers can develop targeted treatment and prevention plans with their patients.</p>"
)


def build_demo() -> None:
    """Create the learning index and its module in both languages; a second run changes nothing."""
    home = get_home_page()
    index = _index(home, Locale.get_default(), _in_english)
    module = _module(index, _in_english)
    spanish = Locale.objects.filter(language_code="es").first()
    spanish_home = home.get_translation_or_none(spanish) if spanish else None
    if spanish and spanish_home:
        _module(_index(spanish_home, spanish, _in_spanish, original=index), _in_spanish, original=module)


def _index(home: Page, locale: Locale, words: Words, original: LearnIndexPage | None = None) -> LearnIndexPage:
    index: LearnIndexPage | None = LearnIndexPage.objects.child_of(home).first()
    if index is None:
        index = LearnIndexPage(
            title=words("Learn"), slug="learn", locale=locale, show_in_menus=True, summary=words(INDEX_SUMMARY)
        )
        _lay(home, index, original)
        index.save_revision().publish()
    return index


def _module(index: LearnIndexPage, words: Words, original: ModulePage | None = None) -> ModulePage:
    slug = slugify(words(MODULE_ADDRESS))
    module: ModulePage | None = ModulePage.objects.child_of(index).filter(slug=slug).first()
    if module is not None:
        return module
    module = ModulePage(
        title=words("From test to treatment: where patients are lost"),
        slug=slug,
        locale=index.locale,
        summary=words(MODULE_SUMMARY),
        audience=words("Patients, families, and anyone new to the field"),
        pass_mark=75,
        quiz=_worded(_quiz(), words),
        live=False,
    )
    module.objectives = [ModuleObjective(text=words(text)) for text in OBJECTIVES]
    _lay(index, module, original)
    originals = list(original.get_children().order_by("path")) if original else []
    for number, lesson in enumerate(_lessons(words)):
        lesson.locale = index.locale
        _lay(module, lesson, originals[number] if number < len(originals) else None)
        lesson.save_revision().publish()
    module.save_revision().publish()
    return module


def _lay(parent: Page, page: Page, original: Page | None) -> None:
    """Put a page under its parent, joined to the page that it translates."""
    if original is not None:
        page.translation_key = original.translation_key
    parent.add_child(instance=page)


def _in_english(text: str) -> str:
    return _with_facts(text, NO_FIGURE)


def _in_spanish(text: str) -> str:
    return _with_facts(SPANISH[text], SPANISH[NO_FIGURE])


def _with_facts(text: str, no_figure: str) -> str:
    """Refer to facts of the registry; where the public data was not at hand, say that a figure is missing."""

    def reference(found: re.Match[str]) -> str:
        fact = fact_by_slug(found["slug"])
        return f'<a linktype="fact" id="{fact.identifier}"></a>' if fact else no_figure

    return FACT.sub(reference, text)


def _worded(value: Any, words: Words) -> Any:
    """Put every text of nested blocks into words; names of blocks and of audiences stay."""
    if isinstance(value, str):
        return words(value) if value else value
    if isinstance(value, list):
        return [_worded(item, words) for item in value]
    if isinstance(value, tuple):
        return (value[0], _worded(value[1], words))
    if isinstance(value, dict):
        return {name: item if name == "audience" else _worded(item, words) for name, item in value.items()}
    return value


def _paragraph(html: str) -> tuple[str, str]:
    return ("paragraph", html)


def _heading(text: str) -> tuple[str, dict[str, str]]:
    return ("heading", {"text": text})


def _lessons(words: Words) -> list[LessonPage]:
    def lesson(title: str, summary: str, minutes: int, body: list[tuple[str, Any]]) -> LessonPage:
        title = words(title)
        return LessonPage(
            title=title, slug=slugify(title), summary=words(summary), minutes=minutes, body=_worded(body, words)
        )

    return [
        lesson(
            "What personalized medicine is",
            "A definition, and what it asks of the people around a patient.",
            3,
            [
                _paragraph(
                    DEFINITION + "<p>The words above are the Personalized Medicine Coalition’s own definition.</p>"
                ),
                _heading("Three parts of the definition"),
                _paragraph(
                    "<p><b>Diagnostic tests</b> tell how one person’s disease differs from "
                    "another’s. <b>History, circumstances and values</b> tell what that person can and wants to do. "
                    "<b>A plan made together</b> joins the two. A test alone is not personalized medicine; neither is a "
                    "treatment chosen without one where a test would matter.</p>"
                    "<p>There is no lack of tools: [genetic-tests] genetic testing products and "
                    "[personalized-medicines] personalized medicines were on the market in 2023.</p>"
                ),
                (
                    "audience_lens",
                    {
                        "variants": [
                            {
                                "audience": "patient",
                                "text": "<p>Ask which tests your treatment was chosen with, and keep a copy of the results.</p>",
                            },
                            {
                                "audience": "provider",
                                "text": "<p>Record what the patient values beside what the test says: the plan needs both.</p>",
                            },
                            {
                                "audience": "payer",
                                "text": "<p>A test that is not covered is a test that is not ordered: coverage decides who can be treated by their biology.</p>",
                            },
                            {
                                "audience": "policymaker",
                                "text": "<p>Rules for coverage and for laboratories decide how far from the clinic a discovery stays.</p>",
                            },
                        ]
                    },
                ),
                (
                    "key_points",
                    {
                        "points": [
                            "Tests, a person’s circumstances and a shared plan belong together.",
                            "The tools exist; the question is who gets them.",
                        ]
                    },
                ),
            ],
        ),
        lesson(
            "Seven steps, and where patients are lost",
            "A study followed patients with advanced lung cancer from diagnosis to treatment.",
            6,
            [
                _paragraph(
                    "<p>Researchers followed patients diagnosed in 2019 in the United States with advanced non-small cell lung "
                    "cancer along seven steps: a biopsy is performed; there is enough tissue; its tumor content is judged rightly; a biomarker test is "
                    "ordered; its result is conclusive; the result comes in time; and the treatment follows the result.</p>"
                    "<p>The study counted [nsclc-cohort] patients. Another report of the same paper gives "
                    "[nsclc-cohort-genomeweb]: two sources disagree, and this site shows both until the difference is explained.</p>"
                ),
                _heading("Before the result"),
                _paragraph(
                    "<ul>"
                    "<li>No biopsy was performed: [nsclc-step-biopsy].</li>"
                    "<li>Too little tissue or tumor content: [nsclc-step-tissue].</li>"
                    "<li>Tumor content overestimated: [nsclc-step-overestimated].</li>"
                    "<li>No biomarker test ordered: [nsclc-step-not-ordered].</li>"
                    "<li>Inconclusive or false negative results: [nsclc-step-inconclusive].</li>"
                    "<li>Results that came too late: no source at hand gives the figure, so none is given here.</li></ul>"
                    "<p>Taken together, [nsclc-lost-before-results] were lost because of factors associated with "
                    "getting test results.</p>"
                ),
                _heading("After the result"),
                _paragraph(
                    "<p>The next loss: [nsclc-results-not-treated] did not receive the treatment their result pointed to. "
                    "In the end [nsclc-benefit] of all patients benefitted.</p>"
                ),
                (
                    "key_points",
                    {
                        "points": [
                            "More patients are lost before a result exists than after.",
                            "A result still has to be used.",
                            "Where no source gives a figure, there is none.",
                        ]
                    },
                ),
            ],
        ),
        lesson(
            "What your own words can do",
            "Why a letter in your own words counts, and how to write one.",
            4,
            [
                _paragraph(
                    "<p>Whether tests are covered is decided in statehouses and in Congress. Those who work there say what reaches them: "
                    "in surveys of congressional staff, [staff-individual-mail] of those who replied said that individualized e-mail would "
                    "influence a member who has not decided; for visits in person it was [staff-visits].</p>"
                ),
                _heading("A letter worth reading"),
                _paragraph(
                    "<ol><li>Say who you are and where you live, so that the office can see you are a constituent.</li>"
                    "<li>Tell one thing you have seen yourself. Two sentences are enough.</li>"
                    "<li>Ask for one thing, clearly.</li>"
                    "<li>Give a figure only with its source.</li></ol>"
                ),
                (
                    "key_points",
                    {
                        "points": [
                            "Your own words are the part nobody else can write.",
                            "One story, one request, one sourced figure.",
                        ]
                    },
                ),
            ],
        ),
    ]


def _quiz() -> list[tuple[str, Any]]:
    def choice(text: str, *, correct: bool = False, feedback: str = "") -> dict[str, Any]:
        return {"text": text, "correct": correct, "feedback": feedback}

    return [
        (
            "single_choice",
            {
                "prompt": "<p>What does a personalized treatment plan combine?</p>",
                "choices": [
                    choice("Test results with the patient’s history, circumstances and values", correct=True),
                    choice("Test results only", feedback="A result says nothing yet about the person it belongs to."),
                    choice(
                        "The newest medicine and the lowest price",
                        feedback="Neither tells whether it suits this patient.",
                    ),
                ],
                "explanation": "<p>“By combining data from diagnostic tests with an individual’s medical history, circumstances and "
                "values, health care providers can develop targeted treatment and prevention plans with their patients.”</p>",
                "maximum_attempts": 3,
            },
        ),
        (
            "number",
            {
                "prompt": "<p>Of 1,000 patients in the study, how many were lost because of factors associated with getting test results?</p>",
                "answer": 497,
                "tolerance": 3,
                "unit": "patients per 1,000",
                "explanation": "<p>The paper gives [nsclc-lost-before-results].</p>",
                "maximum_attempts": 0,
            },
        ),
        (
            "multiple_choice",
            {
                "prompt": "<p>Which of these are among the seven steps?</p>",
                "choices": [
                    choice("A biopsy is performed", correct=True),
                    choice("A biomarker test is ordered", correct=True),
                    choice("The result comes in time", correct=True),
                    choice("The patient changes hospital", feedback="The study does not name this as a step."),
                ],
                "explanation": "<p>The steps run from the biopsy to a treatment that follows the result.</p>",
                "maximum_attempts": 3,
            },
        ),
        (
            "single_choice",
            {
                "prompt": "<p>Two sources give different figures for the same study. What does this site do?</p>",
                "choices": [
                    choice("It shows both and says that they conflict", correct=True),
                    choice("It takes the larger one", feedback="Larger is not truer."),
                    choice("It takes their average", feedback="No source gives the average: it would be invented."),
                ],
                "explanation": "<p>The size of the cohort is given as [nsclc-cohort] and as "
                "[nsclc-cohort-genomeweb].</p>",
                "maximum_attempts": 3,
            },
        ),
    ]
