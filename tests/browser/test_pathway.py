"""The sliders of the pathway: moved by keyboard, alone in a frame, and left away without scripts."""

import re

import pytest

PATH = "/what-is-personalized-medicine/"


def test_closing_half_of_a_gap_by_keyboard_shows_how_many_more_reach_the_end(open_page):
    page = open_page(PATH).page
    first = page.get_by_role("slider").first
    assert page.locator("[data-cascade-end]").inner_text() == "356"

    first.focus()
    for _press in range(10):
        page.keyboard.press("ArrowRight")

    assert page.locator("[data-cascade-end]").inner_text() == "532"
    assert page.locator("[data-cascade-more]").inner_text() == "176 more than today"
    assert page.locator("[data-cascade-left]").all_inner_texts() == ["752", "532"]
    page.keyboard.press("Home")
    assert page.locator("[data-cascade-end]").inner_text() == "356"
    assert not page.locator("[data-cascade-more]").is_visible()


def test_the_frame_for_other_sites_works_and_fits_a_phone(open_page):
    line = open_page(PATH).page.locator('code[id^="embed-"]').first.text_content()
    path = re.search(r'src="https?://[^/]+(/[^"]+)"', line)[1]

    opened = open_page(path, width=390)

    assert opened.complaints == []
    assert opened.page.get_by_role("slider").count() == 2
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.page.get_by_text("Cite as:").is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_the_published_figures_stand_there(open_page, width):
    page = open_page(PATH, width=width, scripts=False).page

    assert page.locator("[data-cascade-end]").inner_text() == "356"
    assert page.get_by_role("slider").count() == 0
