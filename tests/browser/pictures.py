"""Pictures of pages as they stand, kept as artefacts."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

TRIES: Final = 4
MILLISECONDS_EACH: Final = 20_000


def keep_picture(page: Page, path: Path) -> None:
    """Write a PNG of the whole page to `path`.

    Chromium without a graphics card now and then never answers a request for a frame
    (microsoft/playwright issue 28995), whatever the page shows; a change of the window's size makes it draw
    again. Raises Playwright's `TimeoutError` when it draws nothing at the last try either.
    """
    for remaining in range(TRIES - 1, -1, -1):
        try:
            page.screenshot(path=path, full_page=True, timeout=MILLISECONDS_EACH)
        except PlaywrightTimeoutError:
            if not remaining:
                raise
            size = page.viewport_size
            assert size is not None
            page.set_viewport_size({"width": size["width"], "height": size["height"] + 1})
            page.set_viewport_size(size)
        else:
            return
