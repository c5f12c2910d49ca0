"""Find the slots in a text and decide, for each, what its value must be escaped for.

A slot is `{{ name }}` and nothing more: no filters, no dots, no logic. Whatever else stands between
double braces, and every `{%`, is refused, so that a template cannot reach into the program.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from delivery.content import MailingContentError

_SLOT = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,63})\s*\}\}")
_ANY_TEMPLATE_MARK = re.compile(r"\{\{.{0,60}|\{%.{0,60}|\{#.{0,60}", re.DOTALL)
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s"'<>/=]+)(\s*=\s*)?""")
_ELEMENT_NAME = re.compile(r"[/!?]?[^\s/>]*")
_BARE_VALUE = re.compile(r"[^\s>]*")
_URL_ATTRIBUTES = {"href", "src", "action", "background", "cite", "poster", "longdesc"}
_CONDITIONAL_OPEN = re.compile(r"<!--\[if[^\]]*\]>(<!-->)?")
_CONDITIONAL_CLOSE = re.compile(r"(<!--)?<!\[endif\](--)?>")


class Context(StrEnum):
    """What surrounds a slot, and so what its value is escaped for."""

    HEADER = "header"
    PLAIN = "plain"
    HTML_TEXT = "html_text"
    HTML_TITLE = "html_title"
    HTML_ATTRIBUTE = "html_attribute"
    HTML_URL = "html_url"
    HTML_URL_PART = "html_url_part"


@dataclass(frozen=True)
class Slot:
    """A place to be filled: the value's name and its surroundings."""

    name: str
    context: Context


Parts = list[str | Slot]


def _refuse_other_marks(literal: str, where: str) -> None:
    found = _ANY_TEMPLATE_MARK.search(literal)
    if found:
        excerpt = " ".join(found.group().split())[:40]
        raise MailingContentError(
            f"{where} contains “{excerpt}”. Only plain slots such as {{{{ first_name }}}} are allowed: "
            "lower-case letters, digits and underscores between double braces."
        )


def split(text: str, context: Context, where: str) -> Parts:
    """Split a text into literals and slots that all stand in one context."""
    parts: Parts = []
    position = 0
    for match in _SLOT.finditer(text):
        literal = text[position : match.start()]
        _refuse_other_marks(literal, where)
        parts.extend(([literal] if literal else []) + [Slot(match.group(1), context)])
        position = match.end()
    _refuse_other_marks(text[position:], where)
    if text[position:]:
        parts.append(text[position:])
    return parts


def split_html(html: str) -> Parts:
    """Split HTML into literals and slots, each slot with the context its place in the HTML gives it.

    Raises `MailingContentError` for a slot where no escaping is safe: inside a comment, a style or
    script, a tag's or attribute's name, an attribute without quotes, or an event or style attribute.
    """
    parts: Parts = []
    scanner = _HtmlScanner()
    position = 0
    for match in _SLOT.finditer(html):
        literal = html[position : match.start()]
        _refuse_other_marks(literal, "The HTML")
        scanner.feed(literal)
        parts.extend(([literal] if literal else []) + [Slot(match.group(1), scanner.context(match.group(1)))])
        scanner.pass_slot()
        position = match.end()
    _refuse_other_marks(html[position:], "The HTML")
    if html[position:]:
        parts.append(html[position:])
    return parts


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


class _HtmlScanner:
    """Follows HTML just closely enough to know what stands at the end of what it was fed."""

    def __init__(self) -> None:
        self._place = "text"
        self._raw_element = ""
        self._element = ""
        self._attribute = ""
        self._quote = ""
        self._value_started = False

    def feed(self, html: str) -> None:
        position = 0
        while position < len(html):
            position = getattr(self, f"_in_{self._place}")(html, position)

    def pass_slot(self) -> None:
        self._value_started = True

    def context(self, name: str) -> Context:
        if self._place == "text":
            return Context.HTML_TEXT
        if self._place == "raw" and self._raw_element in {"title", "textarea"}:
            return Context.HTML_TITLE
        if self._place == "value" and self._quote:
            attribute = self._attribute
            if attribute in _URL_ATTRIBUTES or attribute.endswith(":href"):
                return Context.HTML_URL_PART if self._value_started else Context.HTML_URL
            if not attribute.startswith("on") and attribute not in {"style", "srcset", "srcdoc"}:
                return Context.HTML_ATTRIBUTE
        places = {
            "raw": f"inside <{self._raw_element}>",
            "comment": "inside a comment",
            "value": f"in the attribute {self._attribute}" + ("" if self._quote else ", which has no quotes"),
        }
        place = places.get(self._place, "inside a tag")
        raise MailingContentError(f"The slot {{{{ {name} }}}} stands {place}; nothing can be filled in there safely.")

    def _in_text(self, html: str, position: int) -> int:
        start = html.find("<", position)
        if start < 0:
            return len(html)
        for pattern in (_CONDITIONAL_OPEN, _CONDITIONAL_CLOSE):
            match = pattern.match(html, start)
            if match:
                return match.end()
        if html.startswith("<!--", start):
            self._place = "comment"
            return start + 4
        following = html[start + 1 : start + 2]
        if not following or not (following.isascii() and (following.isalpha() or following in "/!?")):
            if not following:
                self._place = "tag"
                self._element = ""
            return start + 1
        end = _end_of(_ELEMENT_NAME, html, start + 1)
        self._place = "tag"
        self._element = html[start + 1 : end].lower()
        return end

    def _in_tag(self, html: str, position: int) -> int:
        while position < len(html) and html[position] in " \t\r\n\f/":
            position += 1
        if position >= len(html):
            return position
        if html[position] == ">":
            self._raw_element = self._element if self._element in {"script", "style", "title", "textarea"} else ""
            self._place = "raw" if self._raw_element else "text"
            return position + 1
        match = _ATTRIBUTE.match(html, position)
        if match is None:
            return position + 1
        self._attribute = match.group(1).lower()
        if match.group(2) is None:
            return match.end()
        self._place = "value"
        self._value_started = False
        quote = html[match.end() : match.end() + 1]
        self._quote = quote if quote in {'"', "'"} else ""
        return match.end() + len(self._quote)

    def _in_value(self, html: str, position: int) -> int:
        if self._quote:
            end = html.find(self._quote, position)
            if end < 0:
                self._value_started = self._value_started or position < len(html)
                return len(html)
            self._place = "tag"
            return end + 1
        end = _end_of(_BARE_VALUE, html, position)
        if end < len(html):
            self._place = "tag"
        return end

    def _in_raw(self, html: str, position: int) -> int:
        end = html.lower().find(f"</{self._raw_element}", position)
        if end < 0:
            return len(html)
        self._place = "tag"
        self._element = ""
        return end + len(self._raw_element) + 2

    def _in_comment(self, html: str, position: int) -> int:
        end = html.find("-->", position)
        if end < 0:
            return len(html)
        self._place = "text"
        return end + 3
