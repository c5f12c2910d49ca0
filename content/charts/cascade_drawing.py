"""Draws a cascade as a picture that stands alone, for mail, for sharing and for pages without scripts."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from content.charts.canvas import Canvas, wrapped
from content.charts.cascade import START, Stage
from content.charts.drawing import picture_file, rasterised

WIDTH = 720.0
BAR = 26.0


@dataclass(frozen=True)
class CascadePicture:
    """What is drawn: a title, who enters, the stages, who reaches the end, and the sources of the figures.

    `language` is the one of these words; it tells remembered drawings apart.
    """

    language: str
    title: str
    start: str
    stages: tuple[Stage, ...]
    end: str
    sources: tuple[str, ...]

    @property
    def alternative(self) -> str:
        """The words for who cannot see it: every figure."""
        parts = [f"{self.title}.", _("Of %(count)s %(who)s:") % {"count": f"{START:,}", "who": self.start}]
        parts += [
            _("%(name)s: %(lost)s lost, %(left)s remain;")
            % {"name": stage.loss.name, "lost": stage.people_lost, "left": stage.people_remaining}
            for stage in self.stages
        ]
        return " ".join([*parts, f"{self.reached} {self.end}."])

    @property
    def reached(self) -> int:
        """How many of a thousand reach the end."""
        return self.stages[-1].people_remaining if self.stages else START


@lru_cache(maxsize=64)
def cascade_svg(picture: CascadePicture, *, for_screens: bool = True) -> str:
    """The picture as an SVG file, with dark colours for who prefers them if it is `for_screens`."""
    canvas = Canvas()
    y = 0.0
    for line in wrapped(picture.title, WIDTH, 24, 3):
        y += 30
        canvas.text(0, y - 6, line, "chart__title")
    y += 22
    canvas.text(0, y, _("Of %(count)s %(who)s") % {"count": f"{START:,}", "who": picture.start}, "chart__tick")
    for stage in picture.stages:
        y = _draw_stage(canvas, stage, y + 34)
    y += 40
    canvas.text(0, y, f"{picture.reached} {picture.end}", "chart__value")
    y += 12
    for words in (*picture.sources, settings.WAGTAIL_SITE_NAME):
        for line in wrapped(words, WIDTH, 13, 3):
            y += 18
            canvas.text(0, y, line, "chart__note")
    return picture_file(canvas, WIDTH, y, title=picture.title, description=picture.alternative, for_screens=for_screens)


@lru_cache(maxsize=16)
def cascade_png(picture: CascadePicture) -> bytes:
    """The picture as PNG in light colours, twice as large as the SVG's own size."""
    return rasterised(cascade_svg(picture, for_screens=False))


def cascade_size(picture: CascadePicture) -> tuple[int, int]:
    """Width and height of the drawing in CSS pixels; the PNG has twice as many."""
    match = re.search(r' width="(\d+)" height="(\d+)"', cascade_svg(picture))
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _draw_stage(canvas: Canvas, stage: Stage, y: float) -> float:
    words = _("%(name)s: %(lost)s of %(arriving)s lost, %(left)s remain") % {
        "name": stage.loss.name,
        "lost": stage.people_lost,
        "arriving": f"{stage.people_arriving:,}",
        "left": stage.people_remaining,
    }
    for line in wrapped(words, WIDTH, 15, 2):
        canvas.text(0, y, line, "chart__value")
        y += 20
    scale = WIDTH / START
    remaining, arriving = stage.people_remaining * scale, stage.people_arriving * scale
    canvas.rect(0, y - 8, remaining, BAR, "chart__bar chart__s1")
    canvas.rect(remaining, y - 8, arriving - remaining, BAR, "chart__gap")
    return y - 8 + BAR
