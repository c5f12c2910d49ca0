import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.addresses import PUBLIC_PATHS
from tests.browser.conftest import SCHEMES, WIDTHS

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_axe_finds_nothing(open_page, path, width, scheme):
    opened = open_page(path, width=width, scheme=scheme)

    results = Axe().run(opened.page, options={"runOnly": {"type": "tag", "values": RULES}})

    found = [
        f"{violation['id']}: {violation['help']} at {node['target']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert results.response["passes"], "axe looked at nothing"
    assert found == []
