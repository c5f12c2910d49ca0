"""The documents say what the code does: every variable, every model with personal data, every link."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
OURS = ("advocacy", "content", "delivery", "education", "members", "newsletters")
PERSONAL_DATA = re.compile(r"Personal\s+data:\s+(?!none\b)", re.IGNORECASE)


def models_with_personal_data() -> list[type[Model]]:
    """Our models whose docstring says that they hold some."""
    found = [
        model
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in OURS
        for model in config.get_models()
        if PERSONAL_DATA.search(model.__doc__ or "")
    ]
    assert len(found) > 15
    return found


@pytest.mark.parametrize("model", models_with_personal_data(), ids=lambda model: model._meta.label)
def test_every_model_with_personal_data_has_a_row(model: type[Model]) -> None:
    rows = [line.split("|")[1] for line in (DOCS / "personal-data.md").read_text().splitlines() if line[:2] == "| "]
    named = {
        f"{app}.{name.strip()}"
        for row in rows
        for app, names in re.findall(r"(\w+)\.([A-Z][\w, ]*)", row)
        for name in names.split(",")
    }
    assert model._meta.label in named


def test_the_operators_guide_explains_every_variable_of_the_settings() -> None:
    source = (ROOT / "pmcsite" / "settings.py").read_text()
    names = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', source))
    assert {"SECRET_KEY", "CONGRESS_SOURCE", "STATE_LEGISLATORS_SOURCE"} <= names
    guide = (DOCS / "operator-guide.md").read_text()
    assert {name for name in names if not re.search(rf"\b{name}\b", guide)} == set()


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [path.name.split("-")[0] for path in (DOCS / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers)) >= 5


@pytest.mark.parametrize("document", ["README.md", *(f"docs/{path.name}" for path in sorted(DOCS.glob("*.md")))])
def test_links_lead_to_files_that_exist(document: str) -> None:
    file = ROOT / document
    links = re.findall(r"(?<!!)\[[^\]]*\]\((?!https?:|#|mailto:)([^)#]+)", file.read_text())
    assert [link for link in links if not (file.parent / link).exists()] == []


def test_help_lists_every_target_people_may_ask_for() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^\.PHONY: ([\w-]+)$", makefile, re.MULTILINE)
    assert {"demo", "test", "check", "help"} <= set(targets)
    assert [name for name in targets if not re.search(rf"^{name}:.*## \S", makefile, re.MULTILINE)] == []
