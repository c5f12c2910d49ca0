"""Draws a chart as SVG: for pages, where the site's stylesheet colours it, and as a picture that stands alone."""

from functools import lru_cache
from importlib import resources
from typing import TypeAlias

import resvg_py
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from content.charts.bars import draw_bars
from content.charts.canvas import Canvas, wrapped
from content.charts.content import ChartContent, ChartKind
from content.charts.layout import NARROW_FRAME, WIDE_FRAME, Frame
from content.charts.lines import draw_lines
from content.charts.multiples import draw_multiples

FONT_FAMILY = "Source Sans Pro"
FONT_PACKAGE = "font_source_sans_pro"
MARGIN = 32.0
PIXELS_PER_UNIT = 2

Palette: TypeAlias = dict[str, str | tuple[str, ...]]
"""A colour by what it is for; the colours of the series under `series`."""

# The colours of pmcsite/styles/20-tokens.css, for pictures that no stylesheet of the site reaches. The six series
# colours have a contrast of 3:1 or more on their ground (WCAG 2.2, 1.4.11), checked in the tests.
LIGHT: Palette = {
    "paper": "#ffffff",
    "ink": "#14171f",
    "soft": "#4b505c",
    "rule": "#dad4c6",
    "gap": "#77736a",
    "series": ("#1f3fd0", "#a8470a", "#0b6e63", "#8a2b86", "#5d6472", "#8a6a00"),
}
DARK: Palette = {
    "paper": "#191e29",
    "ink": "#f2efe8",
    "soft": "#b7bbc7",
    "rule": "#323949",
    "gap": "#8890a2",
    "series": ("#adbaff", "#ffb27a", "#6fd6c6", "#f0a3ea", "#b3bac8", "#e8c765"),
}


@lru_cache(maxsize=256)
def draw(content: ChartContent, *, narrow: bool = False) -> SafeString:
    """The chart as an SVG element without colours of its own; `narrow` is laid out for a phone.

    The same content gives the same drawing, so a process draws it once.
    """
    frame = NARROW_FRAME if narrow else WIDE_FRAME
    canvas = Canvas()
    height = _draw(canvas, frame, content, 0)
    shape = "narrow" if narrow else "wide"
    return mark_safe(  # noqa: S308 - the canvas escapes every word
        f'<svg class="chart__drawing chart__drawing--{shape}" viewBox="0 0 {frame.width:.0f} {height:.0f}"'
        f' width="{frame.width:.0f}" height="{height:.0f}" role="img" aria-label="{escape(alternative(content))}"'
        f' focusable="false">{"".join(canvas.parts)}</svg>'
    )


def alternative(content: ChartContent) -> str:
    """The words for who cannot see the chart; every figure stands in the table beside it."""
    parts = (content.title, content.unit, content.description, content.gap_note)
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


@lru_cache(maxsize=64)
def stand_alone_svg(content: ChartContent, *, for_screens: bool = True) -> str:
    """The chart as a picture with its title, unit, gaps and source, as one SVG file.

    `for_screens` adds dark colours for who prefers them; programs that know no media queries, such as the one
    that makes the PNG, show the light ones.
    """
    frame = WIDE_FRAME
    canvas = Canvas()
    y = 0.0
    for line in wrapped(content.title, frame.width, 24, 3):
        y += 30
        canvas.text(0, y - 6, line, "chart__title")
    if content.unit:
        y += frame.line
        canvas.text(0, y, content.unit, "chart__tick")
    y = _draw(canvas, frame, content, y + 14)
    for words in (content.gap_note, content.source, settings.WAGTAIL_SITE_NAME):
        for line in wrapped(words, frame.width, 13, 3):
            y += 18
            canvas.text(0, y, line, "chart__note")
    return picture_file(
        canvas, frame.width, y, title=content.title, description=alternative(content), for_screens=for_screens
    )


def picture_file(
    canvas: Canvas, width: float, height: float, *, title: str, description: str, for_screens: bool
) -> str:
    """An SVG file of what the canvas holds, `width` by `height` pixels, with a margin, its own colours and its words."""
    width, height = width + 2 * MARGIN, height + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
        f' height="{height:.0f}" role="img"><title>{escape(title)}</title>'
        f"<desc>{escape(description)}</desc><style>{stylesheet(for_screens=for_screens)}</style>"
        f'<rect class="chart__paper" width="{width:.0f}" height="{height:.0f}"/>'
        f'<g transform="translate({MARGIN:.0f} {MARGIN:.0f})">{"".join(canvas.parts)}</g></svg>'
    )


@lru_cache(maxsize=16)
def as_png(content: ChartContent) -> bytes:
    """The picture as PNG, twice as large as the SVG's own size, always in light colours.

    Drawn by resvg with the fonts of an installed package: it needs no library or font of the system.
    """
    return rasterised(stand_alone_svg(content, for_screens=False))


def rasterised(svg: str) -> bytes:
    """An SVG file as PNG, see `as_png`."""
    png: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=PIXELS_PER_UNIT,
        skip_system_fonts=True,
        font_files=list(font_files()),
        font_family=FONT_FAMILY,
        sans_serif_family=FONT_FAMILY,
    )
    return bytes(png)


@lru_cache(maxsize=1)
def font_files() -> tuple[str, ...]:
    """The faces that the PNG is written in, from the installed font package."""
    folder = resources.files(FONT_PACKAGE) / "files"
    wanted = {"SourceSansPro-Regular", "SourceSansPro-Semibold"}
    return tuple(sorted(str(file) for file in folder.iterdir() if file.name.rpartition(".")[0] in wanted))


@lru_cache(maxsize=2)
def stylesheet(*, for_screens: bool) -> str:
    """The colours and faces of a picture that stands alone."""
    plain = (
        f"text{{font-family:'{FONT_FAMILY}','Source Sans 3',system-ui,sans-serif;font-size:15px}}"
        ".chart__title{font-size:24px;font-weight:600}.chart__value{font-weight:600}.chart__note{font-size:13px}"
        ".chart__tick,.chart__unknown{font-size:14px}.chart__line{fill:none;stroke-width:2.5;stroke-linejoin:round}"
        ".chart__gap{fill:none;stroke-dasharray:3 3}"
        ".chart__line.chart__s2{stroke-dasharray:7 3}.chart__line.chart__s3{stroke-dasharray:2 3}"
        ".chart__line.chart__s4{stroke-dasharray:9 3 2 3}.chart__line.chart__s5{stroke-dasharray:4 2}"
        ".chart__line.chart__s6{stroke-dasharray:1 2}"
    )
    light = plain + _colours(LIGHT)
    return f"{light}@media(prefers-color-scheme:dark){{{_colours(DARK)}}}" if for_screens else light


def _colours(palette: Palette) -> str:
    rules = (
        f".chart__paper{{fill:{palette['paper']}}}"
        f"text{{fill:{palette['ink']}}}.chart__tick,.chart__note,.chart__unknown{{fill:{palette['soft']}}}"
        f".chart__grid{{stroke:{palette['rule']}}}.chart__axis{{stroke:{palette['soft']}}}"
        f".chart__gap{{stroke:{palette['gap']}}}"
    )
    for number, colour in enumerate(palette["series"], start=1):
        rules += (
            f".chart__bar.chart__s{number},.chart__mark.chart__s{number}{{fill:{colour}}}"
            f".chart__line.chart__s{number}{{stroke:{colour}}}"
        )
    return rules


def _draw(canvas: Canvas, frame: Frame, content: ChartContent, top: float) -> float:
    table = content.table
    if content.kind is ChartKind.LINE:
        return draw_lines(canvas, frame, table, top)
    if content.kind is ChartKind.MULTIPLES:
        return draw_multiples(canvas, frame, table, top)
    return draw_bars(canvas, frame, table, top, stacked=content.kind is ChartKind.STACKED)
