"""The translations of the program's own words: collected from the source, written by people, compiled here.

GNU gettext is not needed. Each language has a folder in `pmcsite/locale` with one `.po` file per room, so that
rooms do not meet in one file; together they become one `django.mo` under `VAR_DIR`, made anew at start
whenever a `.po` file is newer.
"""

import ast
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

SOURCES = Path(__file__).resolve().parent / "locale"
PLURAL_FORMS = "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TEMPLATE_CALL = re.compile(
    r"""\b(?P<name>n?gettext|n?pgettext|_)\(\s*u?(?P<first>(['"]).*?(?<!\\)\3)(?:\s*,\s*u?(?P<second>(['"]).*?(?<!\\)\5))?""",
    re.DOTALL,
)


def compiled_folder() -> Path:
    """Where the compiled catalogues lie; first in `LOCALE_PATHS`."""
    return Path(settings.VAR_DIR) / "locale"


def compile_catalogues() -> list[Path]:
    """Compile the catalogue of every language whose `.po` files have changed; return those written.

    Several processes may do so at once: each writes a file of its own and puts it in place in one step.
    """
    written = []
    for folder in sorted(path for path in SOURCES.iterdir() if path.is_dir()) if SOURCES.is_dir() else []:
        files = sorted(folder.glob("*.po"))
        target = compiled_folder() / folder.name / "LC_MESSAGES" / "django.mo"
        if files and (not target.exists() or target.stat().st_mtime < max(file.stat().st_mtime for file in files)):
            _compile(files, target)
            written.append(target)
    return written


def _compile(files: list[Path], target: Path) -> None:
    merged = polib.POFile()
    seen: set[tuple[str, str | None]] = set()
    for file in files:
        catalogue = polib.pofile(str(file), encoding="utf-8")
        merged.metadata = merged.metadata or catalogue.metadata
        for entry in catalogue:
            if (entry.msgid, entry.msgctxt) not in seen and entry.translated():
                seen.add((entry.msgid, entry.msgctxt))
                merged.append(entry)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".mo")
    with os.fdopen(handle, "wb") as file_object:
        file_object.write(merged.to_binary())
    Path(name).replace(target)


def messages_of(folder: Path) -> dict[str, str]:
    """The messages in a room's Python and templates, each with its plural form or nothing."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            found.update(_python_messages(path.read_text(encoding="utf-8")))
    for path in sorted(folder.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            found.update(template_messages(path.read_text(encoding="utf-8")))
    return found


def _python_messages(source: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        if name not in FUNCTIONS or not texts:
            continue
        if name.startswith("pgettext"):
            texts = texts[1:]
        if texts:
            yield texts[0], texts[1] if name.startswith("ngettext") and len(texts) > 1 else ""


def template_messages(source: str) -> Iterator[tuple[str, str]]:
    """The messages in a template's source, each with its plural form or nothing."""
    for match in TEMPLATE_CALL.finditer(templatize(source)):
        singular = ast.literal_eval(match["first"])
        plural = ast.literal_eval(match["second"]) if match["second"] and match["name"].startswith("n") else ""
        yield singular, plural


def add_missing(room: str, folder: Path, language: str) -> int:
    """Add a room's new messages, untranslated, to its `.po` file, mark gone ones obsolete; return how many are new."""
    target = SOURCES / language / f"{room}.po"
    catalogue = polib.pofile(str(target), encoding="utf-8") if target.exists() else polib.POFile(wrapwidth=100)
    catalogue.metadata = catalogue.metadata or {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS,
    }
    found = messages_of(folder)
    known = {entry.msgid: entry for entry in catalogue}
    for msgid, entry in known.items():
        entry.obsolete = msgid not in found
    missing = sorted(set(found) - set(known) - {""})
    for msgid in missing:
        plural = found[msgid]
        plurals = {0: "", 1: "", 2: ""} if plural else {}
        flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", msgid) else []
        catalogue.append(polib.POEntry(msgid=msgid, msgid_plural=plural, msgstr_plural=plurals, flags=flags))
    target.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(target))
    return len(missing)
