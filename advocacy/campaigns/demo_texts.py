"""The words of the demonstration campaign, in English and Spanish.

Plainly marked as demonstration texts. What they say about medicine is the coalition's own published definition
or a figure of the evidence registry, cited by reference; the asks are the demonstration's.
"""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from content.api import fact_by_slug

PartValue: TypeAlias = str | dict[str, object] | None
BlockValue: TypeAlias = str | dict[str, str]

_FACT = re.compile(r"\{\{ fact\.([a-z0-9-]+) \}\}")


@dataclass(frozen=True)
class LetterWords:
    """A letter text: its subject, and pairs of block name and value."""

    subject: str
    parts: list[tuple[str, PartValue]]
    group_label: str = ""


@dataclass(frozen=True)
class CampaignWords:
    """A campaign page and, where it is the first, the list above it."""

    index_title: str
    index_summary: str
    title: str
    slug: str
    summary: str
    ask: str
    body: list[tuple[str, BlockValue]]


@dataclass(frozen=True)
class ActionWords:
    """A letter page."""

    title: str
    slug: str
    summary: str
    own_words_prompt: str
    body: list[tuple[str, BlockValue]] = field(default_factory=list)


def facts_in(text: str) -> list[str]:
    """Return the slugs of the facts a text cites."""
    return _FACT.findall(text)


def link_facts(html: str) -> str:
    """Turn citations into the rich text's references to facts; a fact this installation lacks says so."""

    def reference(match: re.Match[str]) -> str:
        fact = fact_by_slug(match[1])
        return f'<a linktype="fact" id="{fact.identifier}"></a>' if fact else "(figure not loaded here)"

    return _FACT.sub(reference, html)


_EVIDENCE_EN = (
    "A study of the precision oncology pathway found that personalized medicine benefitted {{ fact.nsclc-benefit }} of "
    "patients diagnosed in 2019 with advanced non-small cell lung cancer. In the same study, "
    "{{ fact.nsclc-lost-before-results }} were lost because of factors associated with getting biomarker test results."
)
_EVIDENCE_ES = (
    "Un estudio sobre el recorrido de la oncología de precisión encontró que la medicina personalizada benefició a "
    "{{ fact.nsclc-benefit }} de los pacientes diagnosticados en 2019 con cáncer de pulmón avanzado de células no "
    "pequeñas. En el mismo estudio, {{ fact.nsclc-lost-before-results }} se perdieron por factores asociados con la "
    "obtención de los resultados de las pruebas de biomarcadores."
)
_MARK_EN = "[Demonstration text: it shows how this platform works and is not a position of the coalition.]"
_MARK_ES = "[Texto de demostración: muestra cómo funciona esta plataforma y no es una posición de la coalición.]"
_DEFINITION_EN = (
    "Personalized medicine is an evolving field in which physicians use diagnostic tests to determine which medical "
    "treatments will work best for each patient."
)
_DEFINITION_ES = (
    "La medicina personalizada es un campo en evolución en el que los médicos usan pruebas diagnósticas para "
    "determinar qué tratamientos funcionarán mejor para cada paciente."
)
_OPEN_EN: tuple[str, PartValue] = (
    "open_part",
    {
        "text": "I live in {{ member.state }}, and I would like patients here to be tested in time.",
        "limit": 400,
    },
)
_OPEN_ES: tuple[str, PartValue] = (
    "open_part",
    {
        "text": "Vivo en {{ member.state }} y quisiera que aquí los pacientes reciban las pruebas a tiempo.",
        "limit": 400,
    },
)
_OWN: tuple[str, PartValue] = ("own_words", None)

STATE_OWN_EN = LetterWords(
    subject="A constituent's request: coverage of biomarker testing in {{ member.state }}",
    parts=[
        (
            "statement",
            (
                f"{_MARK_EN}\n\nDear {{{{ target.salutation }}}},\n\nI am a constituent of yours. {_DEFINITION_EN} Whether a "
                f"patient gets such a test decides whether the right treatment can be chosen.\n\n{_EVIDENCE_EN}"
            ),
        ),
        _OPEN_EN,
        _OWN,
        (
            "statement",
            (
                "Please support coverage of biomarker testing for the diagnosis, treatment and monitoring of disease when "
                "medical evidence supports the test, in every health plan the state regulates."
            ),
        ),
    ],
)
STATE_OWN_ES = LetterWords(
    group_label="Sus propios legisladores estatales",
    subject="Petición de un elector: cobertura de las pruebas de biomarcadores en {{ member.state }}",
    parts=[
        (
            "statement",
            (
                f"{_MARK_ES}\n\nEstimado/a {{{{ target.salutation }}}}:\n\nSoy elector/a de su distrito. {_DEFINITION_ES} Que un "
                f"paciente reciba esa prueba decide si puede elegirse el tratamiento adecuado.\n\n{_EVIDENCE_ES}"
            ),
        ),
        _OPEN_ES,
        _OWN,
        (
            "statement",
            (
                "Le pido que apoye la cobertura de las pruebas de biomarcadores para el diagnóstico, el tratamiento y el "
                "seguimiento de enfermedades, cuando la evidencia médica respalda la prueba, en todos los planes de salud "
                "que regula el estado."
            ),
        ),
    ],
)
COMMITTEE_EN = LetterWords(
    subject="For {{ target.committee }}: coverage of biomarker testing in {{ member.state }}",
    parts=[
        (
            "statement",
            (
                f"{_MARK_EN}\n\nDear {{{{ target.salutation }}}},\n\nI write to you as a leader of {{{{ target.committee }}}}. I live "
                f"in {{{{ member.state }}}}, though perhaps not in your district. {_DEFINITION_EN}\n\n{_EVIDENCE_EN}"
            ),
        ),
        _OWN,
        (
            "statement",
            (
                "I ask your committee to take up coverage of biomarker testing when medical evidence supports the test, so "
                "that where a patient lives and which plan they have does not decide whether they are tested."
            ),
        ),
    ],
)
COMMITTEE_ES = LetterWords(
    group_label="Quienes dirigen los comités de salud de su estado",
    subject="Para {{ target.committee }}: cobertura de las pruebas de biomarcadores en {{ member.state }}",
    parts=[
        (
            "statement",
            (
                f"{_MARK_ES}\n\nEstimado/a {{{{ target.salutation }}}}:\n\nLe escribo porque usted dirige {{{{ target.committee }}}}. "
                f"Vivo en {{{{ member.state }}}}, aunque quizá no en su distrito. {_DEFINITION_ES}\n\n{_EVIDENCE_ES}"
            ),
        ),
        _OWN,
        (
            "statement",
            (
                "Pido a su comité que trate la cobertura de las pruebas de biomarcadores cuando la evidencia médica las "
                "respalda, para que ni el lugar ni el plan de salud decidan si un paciente recibe la prueba."
            ),
        ),
    ],
)
COMMITTEE_PROVIDER_EN = LetterWords(
    subject="From a health professional, for {{ target.committee }}: coverage of biomarker testing",
    parts=[
        (
            "statement",
            (
                f"{_MARK_EN}\n\nDear {{{{ target.salutation }}}},\n\nI work in health care in {{{{ member.state }}}} and write to you "
                f"as a leader of {{{{ target.committee }}}}. {_DEFINITION_EN} I can order only a test that my patients can "
                f"afford.\n\n{_EVIDENCE_EN}"
            ),
        ),
        _OWN,
        (
            "statement",
            "I ask your committee to take up coverage of biomarker testing when medical evidence supports the test.",
        ),
    ],
)
CONGRESS_EN = LetterWords(
    subject="A constituent's request on biomarker testing",
    parts=[
        (
            "statement",
            (
                f"{_MARK_EN}\n\nDear {{{{ target.salutation }}}},\n\nI am your constituent in {{{{ member.state }}}}. {_DEFINITION_EN}"
                f"\n\n{_EVIDENCE_EN}"
            ),
        ),
        _OWN,
        (
            "statement",
            (
                "Please ask how federal health programs cover biomarker testing today, and work with your colleagues so "
                "that patients get the tests that medical evidence supports."
            ),
        ),
    ],
)
CONGRESS_ES = LetterWords(
    group_label="Su representante y sus senadores en el Congreso",
    subject="Petición de un elector sobre las pruebas de biomarcadores",
    parts=[
        (
            "statement",
            (
                f"{_MARK_ES}\n\nEstimado/a {{{{ target.salutation }}}}:\n\nSoy elector/a en {{{{ member.state }}}}. {_DEFINITION_ES}"
                f"\n\n{_EVIDENCE_ES}"
            ),
        ),
        _OWN,
        (
            "statement",
            (
                "Le pido que pregunte cómo cubren hoy los programas federales de salud las pruebas de biomarcadores y que "
                "trabaje para que los pacientes reciban las pruebas que la evidencia médica respalda."
            ),
        ),
    ],
)

_NOTICE_EN: tuple[str, BlockValue] = (
    "notice",
    {
        "kind": "information",
        "title": "A demonstration campaign",
        "text": "<p>The ask and the letters on these pages were written to show how this platform works. They are not a "
        "position of the coalition. The figures are real and lead to their sources.</p>",
    },
)
_NOTICE_ES: tuple[str, BlockValue] = (
    "notice",
    {
        "kind": "information",
        "title": "Una campaña de demostración",
        "text": "<p>La petición y las cartas de estas páginas muestran cómo funciona esta plataforma. No son una posición "
        "de la coalición. Las cifras son reales y llevan a sus fuentes.</p>",
    },
)

CAMPAIGN_EN = CampaignWords(
    index_title="Act",
    index_summary="Write to the people who decide, in your own name and with the evidence at hand.",
    title="Cover biomarker testing in every state",
    slug="biomarker-testing",
    summary="A targeted treatment begins with a test. Whether the test is covered is decided state by state.",
    ask="Cover biomarker testing when medical evidence supports it, in every health plan a state regulates.",
    body=[
        _NOTICE_EN,
        (
            "paragraph",
            (
                f"<h2>Why it matters</h2><p>{_DEFINITION_EN} These are the coalition's own words. A treatment that fits needs a "
                "test first, and a test that nobody pays for is seldom done.</p>"
            ),
        ),
        (
            "paragraph",
            (
                "<h2>What is known</h2><p>In a study of the seven steps of the precision oncology pathway, personalized "
                "medicine benefitted {{ fact.nsclc-benefit }} of patients diagnosed in 2019 with advanced non-small cell lung "
                "cancer. {{ fact.nsclc-lost-before-results }} were lost because of factors associated with getting biomarker "
                "test results.</p>"
                "<p>For no biomarker test ordered at all, one report of the study estimates "
                "{{ fact.nsclc-step-not-ordered }} of patients.</p>"
            ),
        ),
        (
            "paragraph",
            (
                "<h2>Why your own words count</h2><p>In surveys of congressional staff, {{ fact.staff-individual-mail }} said "
                "that individualized messages influence a member who has not decided yet. That is why every letter here has a "
                "place for what you want to say yourself.</p>"
            ),
        ),
    ],
)
CAMPAIGN_ES = CampaignWords(
    index_title="Actúe",
    index_summary="Escriba a quienes deciden, en su propio nombre y con la evidencia a mano.",
    title="Cobertura de las pruebas de biomarcadores en todos los estados",
    slug="pruebas-de-biomarcadores",
    summary="Un tratamiento dirigido empieza con una prueba. Si la prueba está cubierta se decide estado por estado.",
    ask="Cubrir las pruebas de biomarcadores que la evidencia médica respalda, en todo plan de salud que regule un estado.",
    body=[
        _NOTICE_ES,
        (
            "paragraph",
            (
                f"<h2>Por qué importa</h2><p>{_DEFINITION_ES} Es la definición de la propia coalición. Un tratamiento adecuado "
                "necesita antes una prueba, y una prueba que nadie paga rara vez se hace.</p>"
            ),
        ),
        (
            "paragraph",
            (
                "<h2>Qué se sabe</h2><p>En un estudio de los siete pasos de la oncología de precisión, la medicina "
                "personalizada benefició a {{ fact.nsclc-benefit }} de los pacientes diagnosticados en 2019 con cáncer de "
                "pulmón avanzado de células no pequeñas. {{ fact.nsclc-lost-before-results }} se perdieron por factores "
                "asociados con la obtención de los resultados de las pruebas.</p>"
            ),
        ),
    ],
)
STATE_PAGE_EN = ActionWords(
    title="Write to your state legislators",
    slug="state-legislators",
    summary="One letter to each of your own state legislators and to the leaders of your state's health committees.",
    own_words_prompt="What would an earlier or covered test have meant for you, your family or your patients?",
    body=[_NOTICE_EN],
)
STATE_PAGE_ES = ActionWords(
    title="Escriba a los legisladores de su estado",
    slug="legisladores-del-estado",
    summary="Una carta a cada uno de sus legisladores estatales y a quienes dirigen los comités de salud de su estado.",
    own_words_prompt="¿Qué habría significado una prueba más temprana o cubierta para usted, su familia o sus pacientes?",
    body=[_NOTICE_ES],
)
CONGRESS_PAGE_EN = ActionWords(
    title="Write to your representative and senators in Congress",
    slug="congress",
    summary="Members of Congress take mail only through their web forms. We prepare the letters; you send them.",
    own_words_prompt="Why does biomarker testing matter to you?",
    body=[_NOTICE_EN],
)
CONGRESS_PAGE_ES = ActionWords(
    title="Escriba a su representante y sus senadores en el Congreso",
    slug="congreso",
    summary="El Congreso solo recibe correo por formularios web. Nosotros preparamos las cartas; usted las envía.",
    own_words_prompt="¿Por qué le importan las pruebas de biomarcadores?",
    body=[_NOTICE_ES],
)
