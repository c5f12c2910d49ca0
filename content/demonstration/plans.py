"""The 2023 plan as far as the coalition's text goes, beside the example of a fictional coalition."""

from typing import Any

from wagtail.models import Page

from content.demonstration import coalition_text as text
from content.demonstration.building import ensure_page, heading, paragraphs, stable_key
from content.demonstration.example_plan import build_example_plan
from content.evidence.models import Fact
from content.plans.models import StrategicPlanIndexPage, StrategicPlanPage

PATHWAY_STEPS = (
    ("Biopsy performed", "nsclc-step-biopsy"),
    ("Enough tissue to test", "nsclc-step-tissue"),
    ("Tumor content judged rightly", "nsclc-step-overestimated"),
    ("Biomarker test ordered", "nsclc-step-not-ordered"),
    ("Result conclusive", "nsclc-step-inconclusive"),
    ("Result in time", "nsclc-step-turnaround"),
    ("Treatment follows the result", "nsclc-results-not-treated"),
)
# Shares of those who are left, from one abstract (doi 10.1200/PO.22.00246): 1,000, 503, 356.
PATHWAY_STAGES = (
    ("From diagnosis to a test result", "nsclc-lost-before-results"),
    ("From result to matching treatment", "nsclc-results-not-treated"),
)
EMPHASES = (
    (
        "education",
        "Education",
        (
            "One of the three overlapping emphases that the plan names. The text at hand gives it no goals of its own, so "
            'none are listed here. What this site contributes: <a href="/learn/">lessons on personalized medicine</a> that need no account.'
        ),
        ("nsclc-step-not-ordered",),
    ),
    (
        "advocacy",
        "Advocacy",
        (
            "One of the three overlapping emphases that the plan names. The text at hand gives it no goals of its own, so "
            'none are listed here. What this site contributes: <a href="/act/">campaigns</a> in which people write to the offices that '
            "represent them, in their own words."
        ),
        ("staff-individual-mail",),
    ),
    (
        "evidence",
        "Evidence Development",
        (
            "One of the three overlapping emphases that the plan names. The text at hand gives it no goals of its own, so "
            'none are listed here. What this site contributes: <a href="/evidence/">a registry</a> in which every figure has its source, its '
            "history and, where sources disagree, its conflict."
        ),
        ("nsclc-benefit", "nsclc-lost-before-results"),
    ),
)


def pathway_block() -> list[dict[str, Any]]:
    """The seven steps as the sources give them; nothing where the facts are not at hand."""
    slugs = {"nsclc-cohort", "nsclc-benefit", *(slug for _name, slug in (*PATHWAY_STEPS, *PATHWAY_STAGES))}
    known = dict(Fact.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    if len(known) < len(slugs):
        return []
    return [
        {
            "type": "pathway",
            "value": {
                "heading": "Where patients are lost on the precision oncology pathway",
                "introduction": "<p>Patients diagnosed in 2019 with advanced non-small cell lung cancer in the United "
                "States. At each of seven steps some of them drop off the way to a treatment that fits their tumor."
                "</p>",
                "start": {"name": "patients who enter the pathway", "fact": known["nsclc-cohort"]},
                "steps": [{"name": name, "fact": known[slug]} for name, slug in PATHWAY_STEPS],
                "end": {"name": "of them benefit from personalized medicine", "fact": known["nsclc-benefit"]},
                "stages": [{"name": name, "fact": known[slug]} for name, slug in PATHWAY_STAGES],
                "remark": "Each bar shows what the source of that step says. The sources differ in whom they count, "
                "so the bars are not added up. No source at hand gives a figure for results that came too late.",
            },
        }
    ]


def build_plans(home: Page) -> StrategicPlanIndexPage:
    """The index of plans, the plan of 2023 and the example."""
    index: StrategicPlanIndexPage
    index, _is_new = ensure_page(
        home,
        StrategicPlanIndexPage,
        "strategic-plan",
        {
            "title": "Strategic Plan",
            "show_in_menus": True,
            "summary": "What the Coalition aspires to do to increase investment in personalized medicine and close the "
            "gap between what is possible and what is practiced.",
        },
    )
    ensure_page(
        index,
        StrategicPlanPage,
        "2023",
        {
            "title": text.PLAN_TITLE,
            "year": 2023,
            "stage": "approved",
            "summary": "Three overlapping emphases: education, advocacy, and evidence development.",
            "body": [
                paragraphs(text.PLAN_MOMENT, text.plan_evidence(), text.PLAN_PURPOSE),
                *pathway_block(),
                heading("The three emphases"),
            ],
            "pillars": [_emphasis(*emphasis) for emphasis in EMPHASES],
        },
    )
    build_example_plan(index)
    return index


def _emphasis(name: str, title: str, words: str, cited: tuple[str, ...]) -> dict[str, Any]:
    known = dict(Fact.objects.filter(slug__in=cited).values_list("slug", "pk"))
    return {
        "type": "pillar",
        "id": stable_key("2023", name),
        "value": {
            "title": title,
            "text": f"<p>{words}</p>",
            "owner": "",
            "facts": [_item({"fact": known[slug]}, "2023", name, slug) for slug in cited if slug in known],
            "links": [],
            "goals": [],
        },
    }


def _item(value: dict[str, Any], *words: str) -> dict[str, Any]:
    return {"type": "item", "id": stable_key(*words), "value": value}
