"""The site's two typefaces: subsets of Source Serif Pro and Source Sans Pro, taken from installed packages.

The licence (SIL Open Font License 1.1) reserves the name "Source" for the originals, so the subsets are
called "Coalition Serif" and "Coalition Sans" and carry the licence beside them.
"""

import functools
import importlib.resources
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from pmcsite.face.stylesheet import font_rules_path

LATIN = "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+2070-2079,U+2080-2089,U+20AC,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265,U+2713,U+FEFF,U+FFFD"
LATIN_EXTENDED = "U+0100-0130,U+0132-0151,U+0154-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D9,U+02DB,U+02DD-02FF,U+0304,U+0308,U+0329,U+1E00-1EFF,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
SUBSETS = {"latin": LATIN, "latin-extended": LATIN_EXTENDED}
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "lnum", "pnum", "tnum", "sups", "frac"]


@dataclass(frozen=True)
class Face:
    """One font file to make: family, weight and style of the result, and the file it is cut from."""

    family: str
    weight: int
    style: str
    package: str
    source: str

    @property
    def stem(self) -> str:
        """The name of the files, without subset and ending."""
        italic = "-italic" if self.style == "italic" else ""
        return f"{self.family.lower().replace(' ', '-')}-{self.weight}{italic}"


@dataclass(frozen=True)
class Fallback:
    """A typeface that is on most machines; `average_width` is of its lower-case English text, in ems."""

    family: str
    local_names: tuple[str, ...]
    average_width: float


FACES = (
    Face("Coalition Serif", 400, "normal", "font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    Face("Coalition Serif", 400, "italic", "font_source_serif_pro", "SourceSerifPro-It.ttf"),
    Face("Coalition Serif", 600, "normal", "font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    Face("Coalition Sans", 400, "normal", "font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    Face("Coalition Sans", 600, "normal", "font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
)
FIRST_SCREEN = ("coalition-serif-600", "coalition-sans-400", "coalition-sans-600")

# Average widths of Times New Roman and Arial (measured on Liberation, which has their metrics), weighted as below.
FALLBACKS = {
    ("Coalition Serif", 400): Fallback(
        "Coalition Serif Fallback", ("Times New Roman", "Liberation Serif", "Tinos"), 0.3981
    ),
    ("Coalition Serif", 600): Fallback(
        "Coalition Serif Fallback", ("Times New Roman Bold", "Liberation Serif Bold", "Tinos Bold"), 0.4237
    ),
    ("Coalition Sans", 400): Fallback("Coalition Sans Fallback", ("Arial", "Liberation Sans", "Arimo"), 0.4394),
    ("Coalition Sans", 600): Fallback(
        "Coalition Sans Fallback", ("Arial Bold", "Liberation Sans Bold", "Arimo Bold"), 0.4752
    ),
}

# How often letters and the space stand in English text, per thousand signs.
FREQUENCIES = {
    " ": 183, "e": 103, "t": 75, "a": 65, "o": 62, "i": 57, "n": 57, "s": 53, "r": 50, "h": 49, "l": 33, "d": 33,
    "u": 23, "c": 22, "m": 20, "f": 20, "w": 17, "g": 16, "p": 15, "y": 14, "b": 13, "v": 8, "k": 6,
}  # fmt: skip


def fonts_folder() -> Path:
    """Where the fonts are written."""
    return font_rules_path().parent


def paths_to_preload() -> list[str]:
    """Static paths of the fonts the first screen needs; empty before the fonts are built."""
    return list(_paths_to_preload(font_rules_path()))


@functools.lru_cache(maxsize=4)
def _paths_to_preload(rules: Path) -> tuple[str, ...]:
    if not rules.exists():
        return ()
    return tuple(f"face/fonts/{stem}-latin.woff2" for stem in FIRST_SCREEN)


def build(report: Callable[[str], None] = lambda _line: None) -> list[Path]:
    """Write the subset fonts, their licences and the `@font-face` rules; return the font files.

    Raises `FileNotFoundError` naming the package when a source font is not installed.
    """
    folder = fonts_folder()
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    rules: list[str] = []
    for face in FACES:
        source = source_path(face.package, face.source)
        for subset, ranges in SUBSETS.items():
            target = folder / f"{face.stem}-{subset}.woff2"
            _write_subset(source, target, ranges, face)
            written.append(target)
            rules.append(_font_face(face, target.name, ranges))
            report(f"{target.name}: {target.stat().st_size / 1024:.1f} kB")
        shutil.copyfile(source.parent / "LICENSE.txt", folder / f"{face.package}-licence.txt")
    rules += [_fallback_face(face) for face in FACES if face.style == "normal"]
    font_rules_path().write_text("\n".join(rules) + "\n", encoding="utf-8")
    _paths_to_preload.cache_clear()
    return written


def source_path(package: str, file_name: str) -> Path:
    """The original font file; raises `FileNotFoundError` naming the package when it is not installed."""
    try:
        path = Path(str(importlib.resources.files(package))) / "files" / file_name
    except ModuleNotFoundError:
        path = None
    if path is None or not path.is_file():
        raise FileNotFoundError(f"{file_name} is missing: install the package {package.replace('_', '-')}.")
    return path


def _unicodes(ranges: str) -> list[int]:
    signs: list[int] = []
    for part in ranges.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        signs.extend(range(int(first, 16), int(last or first, 16) + 1))
    return signs


def _write_subset(source: Path, target: Path, ranges: str, face: Face) -> None:
    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.notdef_outline = True
    font = TTFont(source)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_unicodes(ranges))
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6}:
            name = f"{face.family} {face.weight} {face.style}" if record.nameID != 1 else face.family
            record.string = name.replace(" ", "-") if record.nameID == 6 else name
    font.flavor = "woff2"
    font.save(target)
    font.close()


def _font_face(face: Face, file_name: str, ranges: str) -> str:
    return (
        f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; font-weight: {face.weight}; '
        f'font-display: swap; src: url("fonts/{file_name}") format("woff2"); unicode-range: {ranges}; }}'
    )


def average_width(font: TTFont) -> float:
    """The width of average English text in ems: what makes a line break where it does."""
    widths, glyphs = font["hmtx"], font.getBestCmap()
    weighted = sum(widths[glyphs[ord(sign)]][0] * count for sign, count in FREQUENCIES.items())
    return float(weighted / sum(FREQUENCIES.values()) / font["head"].unitsPerEm)


def _fallback_face(face: Face) -> str:
    """Let a typeface of the reader's machine take exactly the room the web font will take, so nothing moves."""
    font = TTFont(source_path(face.package, face.source))
    fallback = FALLBACKS[face.family, face.weight]
    adjust = average_width(font) / fallback.average_width
    units = font["head"].unitsPerEm * adjust
    ascent, descent, gap = (font["hhea"].ascent / units, -font["hhea"].descent / units, font["hhea"].lineGap / units)
    local = ", ".join(f'local("{name}")' for name in fallback.local_names)
    font.close()
    return (
        f'@font-face {{ font-family: "{fallback.family}"; font-weight: {face.weight}; src: {local}; size-adjust: {adjust:.2%}; '
        f"ascent-override: {ascent:.2%}; descent-override: {descent:.2%}; line-gap-override: {gap:.2%}; }}"
    )
