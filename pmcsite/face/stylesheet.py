"""One stylesheet out of many readable files, with no build tool: the files of `pmcsite/styles` in the order of their names."""

import re
from pathlib import Path

from django.conf import settings

SOURCES = Path(__file__).resolve().parent.parent / "styles"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE_AROUND_SIGNS = re.compile(r"\s*([{};,])\s*")
_SPACE = re.compile(r"\s+")


def built_folder() -> Path:
    """The folder of everything the build writes; a source of static files, never committed."""
    return Path(settings.VAR_DIR) / "face"


def font_rules_path() -> Path:
    """Where `build_fonts` leaves the `@font-face` rules."""
    return built_folder() / "face" / "fonts" / "fonts.css"


def sources() -> list[Path]:
    """The files of the stylesheet, in order; the font rules come first when the fonts are built."""
    fonts = font_rules_path()
    return [*([fonts] if fonts.exists() else []), *sorted(SOURCES.glob("*.css"))]


def compact(css: str) -> str:
    """Return the rules without comments and needless space; text in quotes keeps its spaces."""
    parts = re.split(r'("[^"\n]*")', _COMMENT.sub("", css))
    for index in range(0, len(parts), 2):
        parts[index] = _SPACE.sub(" ", _SPACE_AROUND_SIGNS.sub(r"\1", parts[index]))
    return "".join(parts).replace(";}", "}").strip()


def write_stylesheet() -> Path:
    """Write `face/site.css` when a source is newer than it, and return its path."""
    target = built_folder() / "face" / "site.css"
    files = sources()
    newest = max(file.stat().st_mtime for file in files)
    names = ",".join(file.name for file in files)
    if target.exists() and target.stat().st_mtime >= newest and _names_in(target) == names:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    text = f"/*{names}*/" + compact("\n".join(file.read_text(encoding="utf-8") for file in files)) + "\n"
    partial = target.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(target)
    return target


def _names_in(target: Path) -> str:
    """The list of sources a built stylesheet says it was made of."""
    with target.open(encoding="utf-8") as file:
        return file.read(2000).partition("*/")[0].removeprefix("/*")
