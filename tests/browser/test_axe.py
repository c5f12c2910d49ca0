import pytest

from tests.browser.accessibility import axe_findings
from tests.browser.addresses import PUBLIC_PATHS
from tests.browser.conftest import SCHEMES, WIDTHS


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_axe_finds_nothing(open_page, path, width, scheme):
    opened = open_page(path, width=width, scheme=scheme)

    assert axe_findings(opened.page) == []
