"""axe with the rules of WCAG 2.2 AA and its best practices."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}


def axe_findings(page: Page) -> list[str]:
    """What axe finds on a page as it stands now, one line for each place; fails when axe looked at nothing."""
    results = Axe().run(page, options=OPTIONS).response
    assert any(rule["id"] == "html-has-lang" for rule in results["passes"]), "axe looked at nothing"
    return [
        f"{violation['id']}: {violation['help']} at {node['target']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
