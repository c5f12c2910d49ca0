"""The demo's facts: every row of the public data's `facts.csv`, sorted by topic, the main ones also in Spanish."""

from datetime import date
from pathlib import Path

from django.conf import settings
from wagtail.models import Locale

from content.evidence.import_writing import write_facts
from content.evidence.imports import read_fact_file
from content.evidence.models import EvidenceTopic, Fact, FactTranslation
from content.evidence.versions import FactWords, translate_version

FILE_NAME = "facts.csv"
GATHERED_ON = date(2026, 11, 22)
TOPICS = (
    (
        "The precision oncology pathway",
        "El recorrido de la oncología de precisión",
        ("nsclc-",),
        "Where patients with advanced non-small cell lung cancer are lost on the way to a personalized treatment.",
        (
            "Dónde se pierden los pacientes con cáncer de pulmón avanzado de células no pequeñas en el camino "
            "hacia un tratamiento personalizado."
        ),
    ),
    (
        "Tests and treatments on the market",
        "Pruebas y tratamientos en el mercado",
        ("genetic-tests", "personalized-medicines"),
        "How much is available already.",
        "Cuánto está disponible ya.",
    ),
    (
        "Approvals by the FDA",
        "Aprobaciones de la FDA",
        ("approvals-", "gene-cell-", "diagnostics-"),
        "Personalized medicines among new drugs, year by year. Years without a figure here have no source at hand.",
        (
            "Los medicamentos personalizados entre los nuevos fármacos, año por año. Los años sin cifra no tienen "
            "aquí una fuente disponible."
        ),
    ),
    (
        "What reaches Congress",
        "Lo que llega al Congreso",
        ("staff-",),
        "How congressional staff say they weigh what constituents send.",
        "Cómo dice el personal del Congreso que valora lo que envían los ciudadanos.",
    ),
)
LUNG_CANCER = "cáncer de pulmón avanzado de células no pequeñas, Estados Unidos"
SPANISH = {
    "nsclc-cohort": FactWords(
        "Pacientes del estudio del recorrido de siete pasos de la oncología de precisión",
        "pacientes",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-cohort-genomeweb": FactWords(
        "Pacientes seguidos a lo largo del recorrido, según GenomeWeb",
        "pacientes",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-benefit": FactWords(
        "Pacientes que se beneficiaron de la medicina personalizada",
        "por ciento",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-lost-before-results": FactWords(
        "Pacientes perdidos por factores relacionados con la obtención de los resultados de biomarcadores",
        "por cada 1000 pacientes",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-results-not-treated": FactWords(
        "Pacientes con resultados que no recibieron el tratamiento dirigido adecuado",
        "por cada 503 con resultados",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-step-biopsy": FactWords(
        "Pacientes a quienes nunca se hizo una biopsia del tumor",
        "por ciento",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-step-tissue": FactWords(
        "Pacientes perdidos para las pruebas por falta de tejido o de células tumorales",
        "por ciento",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-step-overestimated": FactWords(
        "Pacientes en quienes se sobrestimó el contenido de células tumorales",
        "por ciento",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-step-not-ordered": FactWords(
        "Pacientes para quienes no se pidió ninguna prueba de biomarcadores",
        "por ciento",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-step-inconclusive": FactWords(
        "Pacientes perdidos por resultados no concluyentes o falsos negativos",
        "por ciento",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "nsclc-step-turnaround": FactWords(
        "Pacientes perdidos porque los resultados llegaron tarde",
        "por ciento",
        "",
        LUNG_CANCER,
        "diagnosticados en 2019",
    ),
    "genetic-tests": FactWords("Productos de pruebas genéticas en el mercado", "productos", "", "Estados Unidos"),
    "personalized-medicines": FactWords(
        "Medicamentos personalizados en el mercado", "medicamentos", "", "Estados Unidos"
    ),
}


def build_facts() -> None:
    """Import the public facts where the public data is at hand, and sort and translate what has no place yet."""
    path = Path(settings.PUBLIC_DATA) / FILE_NAME if settings.PUBLIC_DATA else None
    if path is None or not path.is_file():
        return
    write_facts(read_fact_file(path.read_bytes()), file_name=FILE_NAME, retrieved_on=GATHERED_ON)
    topics = [
        (prefixes, _topic(position, name, spanish, about, about_in_spanish))
        for position, (name, spanish, prefixes, about, about_in_spanish) in enumerate(TOPICS, start=1)
    ]
    for fact in Fact.objects.filter(topic__isnull=True):
        topic = next((topic for prefixes, topic in topics if fact.slug.startswith(prefixes)), None)
        if topic is not None:
            Fact.objects.filter(pk=fact.pk).update(topic=topic)
    translated = set(FactTranslation.objects.filter(language="es").values_list("version", flat=True))
    for fact in Fact.objects.filter(slug__in=SPANISH).select_related("current"):
        if fact.current is not None and fact.current.pk not in translated:
            translate_version(fact.current, "es", SPANISH[fact.slug])


def fact_reference(slug: str, words: str) -> str:
    """A reference to a fact for rich text, or the words of the source text where the facts are not at hand."""
    identifier = Fact.objects.filter(slug=slug).values_list("pk", flat=True).first()
    return words if identifier is None else f'<a linktype="fact" id="{identifier}"></a>'


def _topic(position: int, name: str, spanish: str, about: str, about_in_spanish: str) -> EvidenceTopic:
    english = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    topic, is_new = EvidenceTopic.objects.get_or_create(
        name=name, locale=english, defaults={"position": position, "introduction": about}
    )
    if is_new:
        translation = topic.copy_for_translation(Locale.objects.get(language_code="es"))
        translation.name = spanish
        translation.introduction = about_in_spanish
        translation.save()
    return topic
