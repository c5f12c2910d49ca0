"""Writes SVG elements. Colours are never written: each element has a class, and a stylesheet says the rest."""

from django.utils.html import escape

NARROW, WIDE = "iljtfrI.,:;|'!()[] -", "mwMW@%—"


def text_width(text: str, size: float) -> float:
    """About how wide a text is in the site's sans serif face, in the unit of `size`; never less than drawn by much."""
    widths = (0.3 if sign in NARROW else 0.86 if sign in WIDE else 0.62 if sign.isupper() else 0.53 for sign in text)
    return size * sum(widths)


def wrapped(text: str, width: float, size: float, most_lines: int = 2) -> list[str]:
    """The text in lines that fit; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        elif len(lines) == most_lines:
            lines[-1] = shortened(f"{lines[-1]} {word} …", width, size)
            break
        else:
            lines.append(word)
    return [shortened(line, width, size) for line in lines]


def shortened(text: str, width: float, size: float) -> str:
    """The text, cut to fit with an ellipsis at its end where it is too wide."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


class Canvas:
    """Collects elements; coordinates are in pixels of the drawing's own size."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """A rectangle; a negative height or width is drawn the other way."""
        x, width = (x + width, -width) if width < 0 else (x, width)
        y, height = (y + height, -height) if height < 0 else (y, height)
        self.parts.append(f'<rect class="{style}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """A straight line."""
        self.parts.append(f'<line class="{style}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>')

    def path(self, points: list[tuple[float, float]], style: str) -> None:
        """A line through points."""
        steps = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        self.parts.append(f'<path class="{style}" d="M{steps}"/>')

    def polygon(self, points: list[tuple[float, float]], style: str) -> None:
        """A closed shape."""
        corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self.parts.append(f'<polygon class="{style}" points="{corners}"/>')

    def circle(self, x: float, y: float, radius: float, style: str) -> None:
        """A dot."""
        self.parts.append(f'<circle class="{style}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>')

    def text(self, x: float, y: float, words: str, style: str, *, anchor: str = "start") -> None:
        """Words on one line; `y` is their base line."""
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(f'<text class="{style}" x="{_n(x)}" y="{_n(y)}"{where}>{escape(words)}</text>')

    def marker(self, number: int, x: float, y: float, size: float, style: str) -> None:
        """The sign of a series: dot, square, diamond or triangle, so that colour is not all that tells them apart."""
        shape = number % 4
        if shape == 0:
            self.circle(x, y, size, style)
        elif shape == 1:
            self.rect(x - size, y - size, 2 * size, 2 * size, style)
        elif shape == 2:
            wide = size * 1.35
            self.polygon([(x, y - wide), (x + wide, y), (x, y + wide), (x - wide, y)], style)
        else:
            wide = size * 1.25
            self.polygon([(x, y - wide), (x + wide, y + size), (x - wide, y + size)], style)


def _n(number: float) -> str:
    text = f"{number:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"
