import gzip

import pytest

from tests.browser.addresses import PUBLIC_PATHS

PAGE_BUDGET_BYTES = 150_000
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".svg", ".ico")


def sizes_as_sent(opened):
    """The weight of each answer but pictures; text as it goes out in production, compressed."""
    for response in opened.responses:
        kind = response.headers.get("content-type", "")
        if response.status != 200 or response.url.partition("?")[0].endswith(PICTURES):
            continue
        body = response.body()
        yield len(gzip.compress(body)) if kind.startswith(("text/", "application/json")) else len(body)


@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_a_page_is_light_and_loads_nothing_from_elsewhere(open_page, demo_site, path):
    opened = open_page(path)

    foreign = [one.url for one in opened.responses if not one.url.startswith((demo_site, "data:"))]
    assert foreign == []
    assert sum(sizes_as_sent(opened)) < PAGE_BUDGET_BYTES


@pytest.mark.parametrize("path", [path for path in PUBLIC_PATHS if path != "/no-such-page/"])
def test_nothing_is_missing_or_refused(open_page, path):
    opened = open_page(path)

    assert [(one.url, one.status) for one in opened.responses if one.status >= 400] == []
    assert opened.complaints == []


@pytest.mark.parametrize("path", PUBLIC_PATHS)
@pytest.mark.parametrize("width", [320, 390])
def test_nothing_sticks_out_sideways(open_page, path, width):
    page = open_page(path, width=width).page

    sideways = page.evaluate("""() => [...document.querySelectorAll('main *, header *, footer *')]
        .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1
            && element.checkVisibility({visibilityProperty: true})
            && !element.closest('.table-scroll, .decoy, .visually-hidden, svg, [class*=scroll]')
            && getComputedStyle(element).position !== 'absolute')
        .map(element => element.tagName + '.' + element.className)""")

    assert sideways == []


def test_the_menu_opens_without_scripts(open_page):
    page = open_page("/", width=390, scripts=False).page
    entries = page.locator("#site-navigation .site-nav__link")
    assert entries.count() > 0
    assert not entries.first.is_visible()

    page.locator(".site-nav__opener:not(.site-nav__close)").click()

    assert entries.first.is_visible()


def test_the_first_key_press_offers_to_skip_to_the_content(open_page):
    page = open_page("/").page

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_light_or_dark_is_remembered_without_a_cookie(open_page):
    page = open_page("/", scheme="light").page
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    page.locator("[data-theme-toggle]").click()
    page.reload()

    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    assert page.context.cookies() == []


def test_text_does_not_move_when_the_fonts_arrive(open_page):
    page = open_page("/").page

    shift = page.evaluate("""() => new Promise(resolve => {
        let total = 0;
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) total += entry.value;
        }).observe({type: 'layout-shift', buffered: true});
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(total)));
    })""")

    assert shift < 0.02
