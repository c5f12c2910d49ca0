"""The coalition's own home page text, in full, as it stood at its twentieth anniversary.

Its figures are references to the evidence registry; where the registry has no such fact, the text's own
figure stands.
"""

from content.demonstration.facts import fact_reference

ANNIVERSARY = "Celebrating 20 Years"
MISSION = (
    "The Personalized Medicine Coalition, representing innovators, scientists, patients, providers and payers, "
    "promotes the understanding and adoption of personalized medicine concepts, services, and products to benefit "
    "patients and health systems."
)
WHAT_IT_IS = (
    "Personalized medicine is an evolving field in which physicians use diagnostic tests to determine which medical "
    "treatments will work best for each patient or use medical interventions to alter molecular mechanisms that "
    "impact health. By combining data from diagnostic tests with an individual’s medical history, circumstances and "
    "values, health care providers can develop targeted treatment and prevention plans with their patients."
)
PLAN_TITLE = "A Strategic Plan for Advancing Personalized Medicine in 2023"
PLAN_MOMENT = (
    "PMC's Strategic Plan for Advancing Personalized Medicine in 2023 arrives at a moment when the contention upon "
    "which PMC was founded — that a paradigm shift toward personalized medicine will not occur just because new tests "
    "and treatments have become available — is more evident than ever."
)
PLAN_PURPOSE = (
    "In this context, the Coalition’s three-part Strategic Plan — with overlapping emphases on education, advocacy, "
    "and evidence development — explains what PMC aspires to do in 2023 to increase investment in personalized "
    "medicine and help close the gap between what is possible and what is practiced in modern medicine."
)


def plan_evidence() -> str:
    """The paragraph of the plan that rests on figures."""
    return (
        "PMC research shows, for example, that due to the influence of testing and treatment difficulties occurring "
        "at each of seven steps in the precision oncology pathway, personalized medicine benefitted only "
        f"{fact_reference('nsclc-benefit', '36 percent')} of a cohort of {fact_reference('nsclc-cohort', '38,068')} "
        "patients diagnosed in 2019 with advanced non-small cell lung cancer, a disease that presents major "
        "opportunities for a genetically personalized approach. With "
        f"{fact_reference('genetic-tests', 'more than 100,000')} genetic testing products and "
        f"{fact_reference('personalized-medicines', '300')} personalized medicines now on the market, we know we can "
        "do better than this to help turn the tide against many of humanity's most dreadful biological foes, "
        "including cancers, rare genetic diseases, chronic conditions, and infectious diseases."
    )
