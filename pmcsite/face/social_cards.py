"""Social cards: the picture of 1200 by 630 pixels that other sites show when a page is shared.

Drawn in the background when a page is published, or by the card's own address when it is first asked
for; never while a page is being shown. The name holds a digest of what is on the card, so a card never
changes and a changed page gets a new one.
"""

import hashlib
import io

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont
from wagtail.models import Page

from pmcsite.face import fonts

WIDTH, HEIGHT = 1200, 630
MARGIN = 84
DESIGN = "1"
PAPER, INK, SOFT, ACCENT, RULE = "#fbf9f4", "#14171f", "#4b505c", "#1f3fd0", "#dad4c6"
_SCALE = 2


def _words(page: Page) -> tuple[str, str]:
    """Title and summary as the card shows them."""
    return str(page.seo_title or page.title), str(getattr(page, "summary", "") or page.search_description or "")


def digest(page: Page) -> str:
    """Sixteen signs that stand for everything on the page's card."""
    title, summary = _words(page)
    image = getattr(page, "social_image_id", None) or ""
    text = "\n".join((DESIGN, str(settings.WAGTAIL_SITE_NAME), title, summary, str(image)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def card_path(page: Page) -> str:
    """The path of the page's card on this site."""
    return reverse("social_card", args=[page.pk, digest(page)])


def storage_name(page: Page) -> str:
    """Where the card is kept in the site's file storage."""
    return f"social-cards/{page.pk}-{digest(page)}.png"


def ensure_card(page: Page) -> bytes:
    """Return the page's card, drawing and keeping it when it is not there yet; older cards of the page go."""
    name = storage_name(page)
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return bytes(file.read())
    picture = draw(page)
    _remove_older(page)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(picture))
    return picture


def _remove_older(page: Page) -> None:
    if not default_storage.exists("social-cards"):
        return
    _folders, files = default_storage.listdir("social-cards")
    for file in files:
        if file.startswith(f"{page.pk}-"):
            default_storage.delete(f"social-cards/{file}")


def draw(page: Page) -> bytes:
    """Draw the card of a page: its own social image where staff chose one, else its title."""
    chosen = getattr(page, "social_image", None)
    if chosen is not None:
        with chosen.file.open("rb") as file, Image.open(file) as picture:
            return _png(_cover(picture.convert("RGB")))
    return draw_words(*_words(page))


def draw_words(title: str, summary: str = "") -> bytes:
    """Draw a card from words, in the site's own typeface."""
    canvas = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), PAPER)
    pen = ImageDraw.Draw(canvas)
    _draw_branches(pen)
    size, lines = _fit_title(title, MARGIN, WIDTH - MARGIN - 300)
    serif = _typeface("SourceSerifPro-Semibold.ttf", size)
    sans = _typeface("SourceSansPro-Regular.ttf", 29)
    name_face = _typeface("SourceSansPro-Semibold.ttf", 28)
    top = 92
    for line in lines:
        _text(pen, top, line, serif, INK)
        top += round(size * 1.12)
    if summary and top < 430:
        top += 22
        for line in _wrap(summary, sans, WIDTH - MARGIN - 330, most=3 if top < 380 else 2):
            _text(pen, top, line, sans, SOFT)
            top += 40
    pen.line([_at(MARGIN, 536), _at(WIDTH - MARGIN, 536)], fill=RULE, width=2 * _SCALE)
    _text(pen, 556, str(settings.WAGTAIL_SITE_NAME), name_face, INK)
    return _png(canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def _at(x: float, y: float) -> tuple[float, float]:
    return x * _SCALE, y * _SCALE


def _text(pen: ImageDraw.ImageDraw, top: float, words: str, face: ImageFont.FreeTypeFont, colour: str) -> None:
    pen.text(_at(MARGIN, top), words, font=face, fill=colour)


def _typeface(file_name: str, size: int) -> ImageFont.FreeTypeFont:
    package = "font_source_serif_pro" if "Serif" in file_name else "font_source_sans_pro"
    return ImageFont.truetype(str(fonts.source_path(package, file_name)), size * _SCALE)


def _draw_branches(pen: ImageDraw.ImageDraw) -> None:
    """The sign of the site, large: one stem, four ways, one of them taken."""
    for end, colour, width in ((120, RULE, 6), (215, RULE, 6), (405, RULE, 6), (310, ACCENT, 11)):
        points = []
        for step in range(61):
            t = step / 60
            ease = t * t * (3 - 2 * t)
            points.append(_at(880 + 230 * t, 262 + (end - 262) * ease))
        pen.line(points, fill=colour, width=width * _SCALE, joint="curve")
        if colour == ACCENT:
            x, y = points[-1]
            radius = 19 * _SCALE
            pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=ACCENT)


def _fit_title(title: str, left: int, right: int) -> tuple[int, list[str]]:
    """The largest size at which the title takes at most four lines."""
    for size in (82, 72, 62, 54, 46):
        lines = _wrap(title, _typeface("SourceSerifPro-Semibold.ttf", size), right - left, most=5)
        if len(lines) <= (3 if size > 62 else 4):
            return size, lines
    return 46, lines[:4]


def _wrap(words: str, face: ImageFont.FreeTypeFont, width: int, *, most: int) -> list[str]:
    """Break words into lines of at most `width` pixels; what is beyond `most` lines ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in words[:600].split():
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width * _SCALE:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    lines = [_shorten(one, face, width) for one in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], _shorten(f"{lines[most - 1]}…", face, width)]
    return lines


def _shorten(line: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    """Cut a line that is one endless word."""
    while len(line) > 2 and face.getlength(line) > width * _SCALE:
        line = f"{line[:-2]}…"
    return line


def _cover(picture: Image.Image) -> Image.Image:
    """Cut an image to the card's proportions, around its middle."""
    factor = max(WIDTH / picture.width, HEIGHT / picture.height)
    grown = picture.resize((round(picture.width * factor) + 1, round(picture.height * factor) + 1))
    left, top = (grown.width - WIDTH) // 2, (grown.height - HEIGHT) // 2
    return grown.crop((left, top, left + WIDTH, top + HEIGHT))


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
