"""The site's sign as the bitmaps that browsers and phones ask for at fixed addresses."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext, override
from PIL import Image, ImageDraw

from pmcsite.face import social_cards
from pmcsite.face.stylesheet import built_folder

GROUND, PALE, CLEAR = "#1b2f9b", "#aebcff", "#ffffff"
_OVERSAMPLING = 8


def draw_sign(size: int, *, rounded: bool) -> Image.Image:
    """Draw the sign of `size` pixels on each side; phones round the corners of theirs themselves."""
    edge = size * _OVERSAMPLING
    canvas = Image.new("RGBA", (edge, edge), (0, 0, 0, 0) if rounded else GROUND)
    pen = ImageDraw.Draw(canvas)
    if rounded:
        pen.rounded_rectangle([0, 0, edge - 1, edge - 1], radius=edge * 9 / 40, fill=GROUND)
    unit = edge / 40
    for end, colour, width in ((8, PALE, 2.6), (15.5, PALE, 2.6), (32, PALE, 2.6), (24.5, CLEAR, 3.4)):
        points = [(6 * unit, 20 * unit)]
        for step in range(41):
            t = step / 40
            points.append(((12 + 17 * t) * unit, (20 + (end - 20) * t * t * (3 - 2 * t)) * unit))
        pen.line(points, fill=colour, width=round(width * unit), joint="curve")
        for x, y in (points[0], points[-1]):
            radius = width * unit / 2
            pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)
    pen.ellipse([(31 - 4.4) * unit, (24.5 - 4.4) * unit, (31 + 4.4) * unit, (24.5 + 4.4) * unit], fill=CLEAR)
    return canvas.resize((size, size), Image.Resampling.LANCZOS)


def _write_favicon(target: Path) -> None:
    draw_sign(48, rounded=True).save(target, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])


def _write_touch_icon(target: Path) -> None:
    draw_sign(180, rounded=False).convert("RGB").save(target, "PNG", optimize=True)


def _write_social_card(target: Path) -> None:
    with override(settings.LANGUAGE_CODE):
        target.write_bytes(
            social_cards.draw_words(
                settings.WAGTAIL_SITE_NAME, gettext("Education, advocacy and evidence development.")
            )
        )


_WRITERS: dict[str, Callable[[Path], None]] = {
    "favicon.ico": _write_favicon,
    "apple-touch-icon.png": _write_touch_icon,
    "social-card.png": _write_social_card,
}
NAMES = tuple(_WRITERS)


def ensure(name: str) -> Path:
    """Return the file of one icon, drawing it when it is not there; raises `KeyError` for an unknown name."""
    write = _WRITERS[name]
    target = built_folder() / "face" / "icons" / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"partial-{name}")
        write(partial)
        partial.replace(target)
    return target
