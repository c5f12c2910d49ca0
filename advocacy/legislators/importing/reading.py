"""Taking typed values out of a publisher's records, noting what is wrong with file, record and field."""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from advocacy.legislators.importing.problems import Problems

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def load_yaml(file: str, content: bytes, problems: Problems) -> Any:
    """Return what a YAML file says, or None after noting why it cannot be read."""
    text = decode(file, content, problems)
    if text is None:
        return None
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else ""
        problems.error(file, where, "", f"this is not valid YAML ({getattr(error, 'problem', None) or error}).")
    except (RecursionError, ValueError) as error:
        problems.error(file, "", "", f"this cannot be read as YAML ({error}).")
    return None


def decode(file: str, content: bytes, problems: Problems) -> str | None:
    """Return a text file's content; a file whose last line is not ended was cut off."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.error(file, f"byte {error.start + 1}", "", "this is not UTF-8 text.")
        return None
    if not text.strip():
        problems.error(file, "", "", "the file is empty.")
        return None
    if not text.endswith("\n"):
        line = text.count("\n") + 1
        problems.error(file, f"line {line}", "", "the file ends in the middle of a line: it is truncated.")
        return None
    return text


def list_of_records(file: str, data: Any, problems: Problems, name_of: tuple[str, ...] = ()) -> Iterator["Record"]:
    """Yield the mappings of a file that is a list of them; `name_of` is the path to a record's identifier."""
    if not isinstance(data, list):
        problems.error(file, "", "", f"a list of records is expected, not {kind_of(data)}.")
        return
    for number, entry in enumerate(data, start=1):
        label = f"record {number}"
        if not isinstance(entry, dict):
            problems.error(file, label, "", f"must be a mapping, not {kind_of(entry)}.")
            continue
        identifier: Any = entry
        for step in name_of:
            identifier = identifier.get(step) if isinstance(identifier, dict) else None
        yield Record(file, f"{label} ({identifier})" if isinstance(identifier, str) else label, entry, problems)


@dataclass(frozen=True, slots=True)
class Record:
    """One mapping of a file. Each method notes a problem and returns an empty value when the field is wrong."""

    file: str
    label: str
    data: Mapping[str, Any]
    problems: Problems
    path: str = ""

    def error(self, name: str, message: str) -> None:
        """Note what is wrong with a field of this record."""
        self.problems.error(self.file, self.label, self.path + name, message)

    def warn(self, name: str, message: str) -> None:
        """Note what was left out of this record."""
        self.problems.warn(self.file, self.label, self.path + name, message)

    def text(self, name: str, longest: int, *, required: bool = False, numbers: bool = False) -> str:
        """Return a text without control characters and double spaces; numbers only where the layout has them."""
        value = self.data.get(name)
        if numbers and isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is None:
            if required:
                self.error(name, "is missing.")
            return ""
        if not isinstance(value, str):
            self.error(name, f"must be text, not {kind_of(value)}.")
            return ""
        cleaned = clean_text(value)
        if len(cleaned) > longest:
            self.error(name, f"has {len(cleaned)} characters; at most {longest} are expected.")
            return ""
        if required and not cleaned:
            self.error(name, "is empty.")
        return cleaned

    def whole_number(self, name: str, *, required: bool = False) -> int | None:
        """Return a whole number."""
        value = self.data.get(name)
        if value is None:
            if required:
                self.error(name, "is missing.")
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.error(name, f"must be a whole number, not {kind_of(value)}.")
            return None
        if not 0 <= value <= 32_000:
            self.error(name, f"{value} is out of range.")
            return None
        return value

    def coordinate(self, name: str, limit: float) -> float | None:
        """Return degrees; what is not between `-limit` and `limit` is left out with a warning."""
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.error(name, f"must be a number, not {kind_of(value)}.")
            return None
        if abs(value) > limit:
            self.warn(name, f"{value} is out of range and was left out.")
            return None
        return float(value)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """Return a date; a year or a month alone stands for its first day."""
        value = self.data.get(name)
        if value is None or value == "":
            if required:
                self.error(name, "is missing.")
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        match = _PARTIAL_DATE.fullmatch(str(value)) if isinstance(value, str | int) else None
        try:
            if match:
                return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError:
            pass
        self.error(name, f"must be a date such as 2027-01-03, not {str(value)[:40]!r}.")
        return None

    def web_address(self, name: str) -> str:
        """Return an http(s) address; anything else is left out with a warning."""
        value = self.text(name, 500)
        if not value:
            return ""
        if is_web_address(value):
            return value
        self.warn(name, f"{value[:80]!r} is not a web address and was left out.")
        return ""

    def email(self, name: str) -> str:
        """Return an e-mail address; one that cannot be right is left out with a warning."""
        value = self.text(name, 500)
        if not value:
            return ""
        try:
            validate_email(value)
        except ValidationError:
            self.warn(name, "is not an e-mail address and was left out.")
            return ""
        if len(value) > 254:
            self.warn(name, "is too long for an e-mail address and was left out.")
            return ""
        return value

    def record(self, name: str, *, required: bool = False) -> "Record":
        """Return a mapping inside this one; an empty one when it is absent."""
        value = self.data.get(name)
        if value is None:
            if required:
                self.error(name, "is missing.")
            value = {}
        elif not isinstance(value, dict):
            self.error(name, f"must be a mapping, not {kind_of(value)}.")
            value = {}
        return Record(self.file, self.label, value, self.problems, f"{self.path}{name}.")

    def records(self, name: str, *, required: bool = False) -> list["Record"]:
        """Return the mappings of a list; `required` also refuses an empty list."""
        value = self.data.get(name)
        if value is None:
            if required:
                self.error(name, "is missing.")
            return []
        if not isinstance(value, list):
            self.error(name, f"must be a list, not {kind_of(value)}.")
            return []
        if required and not value:
            self.error(name, "is empty.")
        found = []
        for number, entry in enumerate(value):
            if isinstance(entry, dict):
                found.append(Record(self.file, self.label, entry, self.problems, f"{self.path}{name}[{number}]."))
            else:
                self.error(f"{name}[{number}]", f"must be a mapping, not {kind_of(entry)}.")
        return found


def clean_text(value: str) -> str:
    """Return text on one line, without control and direction characters."""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    kept = "".join(
        " " if character.isspace() else character
        for character in value
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())


def is_web_address(value: str) -> bool:
    """Whether `value` is an http or https address that a page may link to."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, value))


def kind_of(value: Any) -> str:
    """Name a value's type in plain words."""
    if value is None:
        return "nothing"
    names = {dict: "a mapping", list: "a list", str: "text", bool: "yes/no", int: "a number", float: "a number"}
    return names.get(type(value), f"a {type(value).__name__}")
