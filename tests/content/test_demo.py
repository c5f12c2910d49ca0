"""The demo's content: the coalition's whole text, complete in both languages, and built only once."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from wagtail.models import Page

from content.demo import build_demo
from content.demonstration import coalition_text
from content.evidence.models import FactVersion

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not settings.PUBLIC_DATA,
        reason="NOT TESTED ON REAL INPUT: set PUBLIC_DATA to the folder of public data (see README)",
    ),
]
SOURCE_TEXT = Path(settings.PUBLIC_DATA or ".").parent / "design" / "pmc-source-text.txt"
PATHS = ("", "what-is-personalized-medicine/", "strategic-plan/", "strategic-plan/2023/", "evidence/", "about/")


def words(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def test_is_complete_and_a_second_run_changes_nothing(client: Client) -> None:
    build_demo()
    before = list(Page.objects.order_by("path").values_list("path", "latest_revision", "numchild"))
    versions = FactVersion.objects.count()
    build_demo()
    assert list(Page.objects.order_by("path").values_list("path", "latest_revision", "numchild")) == before
    assert FactVersion.objects.count() == versions

    home = words(BeautifulSoup(client.get("/").content, "html.parser").main.get_text())
    for text in (
        coalition_text.ANNIVERSARY,
        coalition_text.MISSION,
        coalition_text.WHAT_IT_IS,
        coalition_text.PLAN_MOMENT,
        coalition_text.PLAN_PURPOSE,
        "personalized medicine benefitted only 36 percent of a cohort of 38,068 patients diagnosed in 2019",
        "With more than 100,000 genetic testing products and 300 personalized medicines now on the market",
    ):
        assert words(text) in home

    for path in PATHS:
        assert client.get(f"/{path}").status_code == 200, path
        spanish = client.get(f"/es/{path}")
        assert spanish.status_code == 200, path
        assert b"lorem ipsum" not in spanish.content.lower()
    plan = words(BeautifulSoup(client.get("/es/strategic-plan/2023/").content, "html.parser").get_text())
    assert "benefició solo al 36 por ciento de una cohorte de 38,068 pacientes" in plan
    assert "Con más de 100,000 productos de pruebas genéticas" in plan


@pytest.mark.skipif(not SOURCE_TEXT.exists(), reason="The coalition's own text does not lie beside the public data")
def test_the_text_is_the_coalitions_own() -> None:
    source = words(SOURCE_TEXT.read_text(encoding="utf-8"))
    plain = (
        coalition_text.MISSION,
        coalition_text.WHAT_IT_IS,
        coalition_text.PLAN_MOMENT,
        coalition_text.PLAN_PURPOSE,
        coalition_text.plan_evidence(),
    )
    for text in plain:
        assert words(text) in source
