"""What the demonstration newsletter says.

The definition, the quotation and the coalition's description of its plan are the coalition's own
words from its home page; everything else speaks about this software or cites a fact by reference.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_FACT = re.compile(r"\[fact:([a-z0-9-]+)\]")


@dataclass(frozen=True)
class NewsletterWords:
    """A newsletter and the index above it, in one language."""

    name: str
    slug: str
    description: str
    sender_name: str
    reader_word: str
    index_title: str
    index_summary: str


@dataclass(frozen=True)
class IssueWords:
    """An issue; its body names what `newsletters.demo` looks up."""

    title: str
    slug: str
    subject: str
    preheader: str
    summary: str
    purpose: str = "information"
    body: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def with_facts(html: str, identifier_of: Callable[[str], int]) -> str:
    """Return rich text with `[fact:slug]` as references; a paragraph whose fact is missing is left out."""
    paragraphs = re.findall(r"<(?:p|ul|h3)>.*?</(?:p|ul|h3)>", html, re.DOTALL)
    kept = [part for part in paragraphs if all(identifier_of(slug) for slug in _FACT.findall(part))]
    return _FACT.sub(lambda match: f'<a linktype="fact" id="{identifier_of(match.group(1))}"></a>', "".join(kept))


ENGLISH = NewsletterWords(
    name="Personalized Medicine Brief",
    slug="brief",
    description="A demonstration newsletter: what the evidence says, what can be learned, and where a letter counts.",
    sender_name="Personalized Medicine Brief (demo)",
    reader_word="reader",
    index_title="Newsletters",
    index_summary="Choose what you want to read. Every newsletter is archived here, without cookies and without an account.",
)
SPANISH = NewsletterWords(
    name="Medicina personalizada en breve",
    slug="breve",
    description="Un boletín de demostración: qué dice la evidencia, qué se puede aprender y dónde cuenta una carta.",
    sender_name="Medicina personalizada en breve (demo)",
    reader_word="lectora o lector",
    index_title="Boletines",
    index_summary="Elija lo que quiere leer. Cada boletín queda archivado aquí, sin cookies y sin cuenta.",
)

_QUOTE = (
    "a paradigm shift toward personalized medicine will not occur just because new tests and treatments "
    "have become available"
)

SEVEN_STEPS = IssueWords(
    title="Seven steps between a test and a treatment",
    slug="seven-steps",
    subject="Seven steps between a test and a treatment",
    preheader="Where patients are lost on the way, with the source of every figure.",
    summary="Where patients are lost between a biopsy and a treatment that fits, with the source of every figure.",
    body=[
        (
            "hero",
            {
                "eyebrow": "Demonstration issue",
                "heading": "Seven steps between a test and a treatment",
                "lede": "A test that exists is not yet a test that helps. The evidence shows where the way breaks off.",
            },
        ),
        (
            "text",
            {
                "text": "<p>Dear {{ first_name }},</p>"
                "<p>this is an issue of a demonstration newsletter. It is written with the same blocks, facts and pages that "
                "the site itself shows, and every figure in it comes from the evidence registry.</p>"
                "<p>Of a cohort of [fact:nsclc-cohort] patients with advanced non-small cell lung cancer, "
                "personalized medicine benefitted [fact:nsclc-benefit]. The losses begin before any treatment: "
                "[fact:nsclc-lost-before-results] were lost because of factors associated with getting biomarker test "
                "results.</p>"
            },
        ),
        (
            "fact",
            {
                "slug": "nsclc-results-not-treated",
                "comment": "Having a result is not the end of the way either.",
            },
        ),
        ("pathway", {"comment": "", "link_label": "Try what would change it"}),
        (
            "quote",
            {
                "words": f"… {_QUOTE} …",
                "person": "Personalized Medicine Coalition",
                "role": "",
                "source_label": "Introduction to the 2023 Strategic Plan",
            },
        ),
        ("button", {"label": "Read the strategic plan"}),
        ("divider", {}),
        (
            "articles",
            {
                "heading": "On the site",
                "types": ["education.ModulePage", "pages.ArticlePage", "pages.EvidenceIndexPage"],
                "link_label": "Read on",
            },
        ),
        (
            "columns",
            {
                "left": {
                    "heading": "Where figures come from",
                    "text": "<p>Each figure leads to its page in the registry, with its source, its history and how to cite it.</p>",
                },
                "right": {
                    "heading": "What you get",
                    "text": "<p>No picture in this mail tells us that you opened it, and no link tells us who you are.</p>",
                },
            },
        ),
    ],
)

COVERAGE_DRAFT = IssueWords(
    title="What a covered test changes",
    slug="what-a-covered-test-changes",
    subject="{{ first_name }}, what a covered test changes",
    preheader="A draft, to look at in the editor: campaign, fact and a block that expires.",
    summary="A draft of this demonstration. It asks readers to write, so it is marked as grassroots lobbying.",
    purpose="grassroots",
    body=[
        (
            "hero",
            {
                "eyebrow": "Demonstration draft",
                "heading": "What a covered test changes",
                "lede": "A targeted treatment begins with a test. Whether the test is covered is decided state by state.",
            },
        ),
        (
            "text",
            {
                "text": "<p>Dear {{ first_name }},</p><p>this draft shows an issue that asks its readers to act. "
                "Look at it as a reader without a name, with pictures off, and as plain text.</p>"
                "<p>In surveys, [fact:staff-individual-mail] of congressional staff say that an individualized e-mail "
                "influences a member who has not decided yet.</p>"
            },
        ),
        (
            "campaign",
            {
                "text": "",
                "label": "Write your letters",
            },
        ),
        ("fact", {"slug": "nsclc-step-not-ordered", "comment": ""}),
    ],
)

SEVEN_STEPS_ES = IssueWords(
    title="Siete pasos entre una prueba y un tratamiento",
    slug="siete-pasos",
    subject="Siete pasos entre una prueba y un tratamiento",
    preheader="Dónde se pierde a los pacientes en el camino, con la fuente de cada cifra.",
    summary="Dónde se pierde a los pacientes entre una biopsia y un tratamiento adecuado, con la fuente de cada cifra.",
    body=[
        (
            "hero",
            {
                "eyebrow": "Número de demostración",
                "heading": "Siete pasos entre una prueba y un tratamiento",
                "lede": "Una prueba que existe no es todavía una prueba que ayuda. La evidencia muestra dónde se corta el camino.",
            },
        ),
        (
            "text",
            {
                "text": "<p>Hola, {{ first_name }}:</p>"
                "<p>Este es un número de un boletín de demostración. Está escrito con los mismos bloques, datos y páginas "
                "que muestra el sitio, y cada cifra viene del registro de evidencia.</p>"
            },
        ),
        ("fact", {"slug": "nsclc-benefit", "comment": ""}),
        ("pathway", {"comment": "", "link_label": "Pruebe qué lo cambiaría"}),
        (
            "articles",
            {
                "heading": "En el sitio",
                "types": ["pages.ArticlePage", "pages.EvidenceIndexPage"],
                "link_label": "Seguir leyendo",
            },
        ),
    ],
)

PUBLISHER = "demo-publisher@example.org"
READERS = {
    "en": [
        ("Avery", "Example"),
        ("Blake", "Sample"),
        ("Cameron", "Placeholder"),
        ("", ""),
        ("Bartholomew-Maximilian", "Demonstration-Fictitious"),
        ("Jo", "Fictional"),
        ("Dana", "Specimen"),
        ("Ellis", "Invented"),
        ("Finley", "Mockup"),
    ],
    "es": [("Luz", "Ejemplo"), ("Ángel", "Ficticio"), ("", "")],
}
STATES = ("MA", "OH", "CA", "", "HI")
