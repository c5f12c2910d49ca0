"""html-validate, pa11y and Lighthouse find nothing on any kind of public page.

Lighthouse's performance is a time and stands in `benchmarks/lighthouse.py`; what it gives full marks for without
a clock is held here.
"""

import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.browser.addresses import PUBLIC_PATHS
from tests.browser.conftest import SCHEMES, WIDTHS
from tests.node import audit, invalid_markup

pytestmark = pytest.mark.auditors

MAIN_PATHS = (
    "/",
    "/strategic-plan/2023/",
    "/learn/from-test-to-treatment/seven-steps-and-where-patients-are-lost/",
    "/act/biomarker-testing/",
    "/news/two-sources-two-figures/",
)
"""Home, plan, lesson, campaign, article."""

BROKEN_PAGE = b"<!DOCTYPE html><html lang=en><head><title>Broken</title></head><body><p><div></p></body></html>"


def content(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address) as answer:
            return bytes(answer.read())
    except HTTPError as error:
        return bytes(error.read())


def test_html_is_valid(demo_site: str, tmp_path: Path) -> None:
    pages = {path: content(demo_site + path) for path in PUBLIC_PATHS}

    assert all(b"</html>" in page for page in pages.values())
    assert invalid_markup(pages, tmp_path) == []


def test_broken_html_would_be_found(tmp_path: Path) -> None:
    assert any("close-order" in line for line in invalid_markup({"/broken/": BROKEN_PAGE}, tmp_path))


def test_pa11y_finds_nothing(demo_site: str) -> None:
    report = audit(
        "pa11y.mjs",
        addresses=[demo_site + path for path in PUBLIC_PATHS],
        widths=list(WIDTHS.values()),
        schemes=list(SCHEMES),
    )

    assert {page["looked"] for page in report.values()} == {len(WIDTHS) * len(SCHEMES)}
    assert {address: page["findings"] for address, page in report.items() if page["findings"]} == {}


def test_lighthouse_gives_full_marks(demo_site: str) -> None:
    categories = ["accessibility", "best-practices", "seo"]
    report = audit("lighthouse.mjs", addresses=[demo_site + path for path in MAIN_PATHS], categories=categories)

    assert {address: page["below"] for address, page in report.items() if page["below"]} == {}
    assert all(page["scores"] == dict.fromkeys(categories, 1) for page in report.values())
