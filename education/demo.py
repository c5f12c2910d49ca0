"""The demo's module: what personalized medicine is, where patients are lost, and what one can do.

Every figure is a reference to the evidence registry, so that it stands with its source. The wording
of the first lesson's definition is the Personalized Medicine Coalition's own.
"""

from typing import Any

from django.utils.text import slugify
from wagtail.models import Locale

from content.api import fact_by_slug, get_home_page
from education.models import LearnIndexPage, LessonPage, ModulePage
from education.models.pages import ModuleObjective

MODULE_SLUG = "from-test-to-treatment"

DEFINITION = (
    "<p>Personalized medicine is an evolving field in which physicians use diagnostic tests to determine which medical "
    "treatments will work best for each patient or use medical interventions to alter molecular mechanisms that impact "
    "health. By combining data from diagnostic tests with an individual’s medical history, circumstances and values, "
    "health care providers can develop targeted treatment and prevention plans with their patients.</p>"
)


def build_demo() -> None:
    """Create the learning index and its module; a second run changes nothing."""
    home = get_home_page()
    index = LearnIndexPage.objects.child_of(home).first()
    if index is None:
        index = LearnIndexPage(
            title="Learn",
            slug="learn",
            locale=Locale.get_default(),
            show_in_menus=True,
            summary="Short lessons on personalized medicine, with every figure traced to its source, ending in something you can do.",
        )
        home.add_child(instance=index)
        index.save_revision().publish()
    if not ModulePage.objects.child_of(index).filter(slug=MODULE_SLUG).exists():
        _build_module(index)


def _build_module(index: LearnIndexPage) -> None:
    module = ModulePage(
        title="From test to treatment: where patients are lost",
        slug=MODULE_SLUG,
        summary="Three short lessons: what personalized medicine is, the seven steps between a diagnosis and the right "
        "treatment, and how your own words help to close the gaps.",
        audience="Patients, families, and anyone new to the field",
        pass_mark=75,
        quiz=_quiz(),
        live=False,
    )
    module.objectives = [
        ModuleObjective(text="Say in your own words what personalized medicine is, and what it is not."),
        ModuleObjective(
            text="Name the seven steps between a diagnosis and a targeted treatment, and where most patients are lost."
        ),
        ModuleObjective(text="Read a figure with its source, and notice when two sources disagree."),
    ]
    index.add_child(instance=module)
    for lesson in _lessons():
        module.add_child(instance=lesson)
        lesson.save_revision().publish()
    module.save_revision().publish()


def _fact(slug: str) -> str:
    """Refer to a fact of the registry; where the public data was not at hand, say that its figure is missing."""
    fact = fact_by_slug(slug)
    return f'<a linktype="fact" id="{fact.identifier}"></a>' if fact else "(figure not loaded in this installation)"


def _paragraph(html: str) -> tuple[str, str]:
    return ("paragraph", html)


def _heading(text: str) -> tuple[str, dict[str, str]]:
    return ("heading", {"text": text})


def _lessons() -> list[LessonPage]:
    def lesson(title: str, summary: str, minutes: int, body: list[tuple[str, Any]]) -> LessonPage:
        return LessonPage(title=title, slug=slugify(title), summary=summary, minutes=minutes, body=body)

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
                    f"<p>There is no lack of tools: {_fact('genetic-tests')} genetic testing products and "
                    f"{_fact('personalized-medicines')} personalized medicines were on the market in 2023.</p>"
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
                    f"<p>The study counted {_fact('nsclc-cohort')} patients. Another report of the same paper gives "
                    f"{_fact('nsclc-cohort-genomeweb')}: two sources disagree, and this site shows both until the difference is explained.</p>"
                ),
                _heading("Before the result"),
                _paragraph(
                    "<ul>"
                    f"<li>No biopsy was performed: {_fact('nsclc-step-biopsy')}.</li>"
                    f"<li>Too little tissue or tumor content: {_fact('nsclc-step-tissue')}.</li>"
                    f"<li>Tumor content overestimated: {_fact('nsclc-step-overestimated')}.</li>"
                    f"<li>No biomarker test ordered: {_fact('nsclc-step-not-ordered')}.</li>"
                    f"<li>Inconclusive or false negative results: {_fact('nsclc-step-inconclusive')}.</li>"
                    "<li>Results that came too late: no source at hand gives the figure, so none is given here.</li></ul>"
                    f"<p>Taken together, {_fact('nsclc-lost-before-results')} were lost because of factors associated with "
                    "getting test results.</p>"
                ),
                _heading("After the result"),
                _paragraph(
                    f"<p>The next loss: {_fact('nsclc-results-not-treated')} did not receive the treatment their result pointed to. "
                    f"In the end {_fact('nsclc-benefit')} of all patients benefitted.</p>"
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
                    f"in surveys of congressional staff, {_fact('staff-individual-mail')} of those who replied said that individualized e-mail would "
                    f"influence a member who has not decided; for visits in person it was {_fact('staff-visits')}.</p>"
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
                "explanation": f"<p>The paper gives {_fact('nsclc-lost-before-results')}.</p>",
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
                "explanation": f"<p>The size of the cohort is given as {_fact('nsclc-cohort')} and as "
                f"{_fact('nsclc-cohort-genomeweb')}.</p>",
                "maximum_attempts": 3,
            },
        ),
    ]
