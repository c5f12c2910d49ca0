"""Rich text in mail: absolute links, facts from the registry, and a plain-text rendering."""

import re
import textwrap
from html import unescape
from html.parser import HTMLParser

from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText

from content.api import expand_facts
from newsletters.rendering.slots import SLOT
from newsletters.site_addresses import absolute_address, with_absolute_addresses

TEXT_WIDTH = 72
_HEADINGS = frozenset({"h2", "h3", "h4"})
_BLOCKS = frozenset({"p", "ul", "ol", "blockquote", "div", "table", *_HEADINGS})


def rich_text_html(value: RichText | str) -> SafeString:
    """Return stored rich text as HTML fit for mail: page links and facts resolved, addresses absolute."""
    source = value.source if isinstance(value, RichText) else value
    return mark_safe(with_absolute_addresses(expand_facts(source)))  # noqa: S308 - editors' rich text, cleaned by Wagtail when saved


def rich_text_plain(value: RichText | str) -> str:
    """Return stored rich text as plain text: paragraphs wrapped, lists marked, links in brackets."""
    return html_to_plain_text(rich_text_html(value))


def html_to_plain_text(html: str) -> str:
    """Return the text of an HTML fragment as a person would type it in a plain-text mail."""
    reader = _PlainTextReader()
    reader.feed(html)
    reader.close()
    return reader.text()


def wrapped(text: str, *, first: str = "", rest: str = "") -> str:
    """Return one paragraph wrapped at `TEXT_WIDTH`; addresses and slots are never broken."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group(0))
        return f"\ue000{len(kept) - 1}\ue001"

    protected = SLOT.sub(keep, " ".join(text.replace("\ue000", "").replace("\ue001", "").split()))
    lines = textwrap.fill(
        protected,
        TEXT_WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return re.sub("\ue000(\\d+)\ue001", lambda match: kept[int(match.group(1))], lines)


class _PlainTextReader(HTMLParser):
    """Collects paragraphs; knows headings, lists, links and line breaks, and drops everything else.

    A cited fact shows its figure alone: the mail lists the sources of its figures at the end.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._paragraphs: list[tuple[str, bool]] = []
        self._words = ""
        self._links: list[tuple[str, int]] = []
        self._lists: list[int | None] = []
        self._item_mark = ""
        self._heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a paragraph, list, item or link."""
        if tag in _BLOCKS or tag in {"li", "hr"}:
            self._end_paragraph()
        if tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._item_mark = self._next_mark()
        elif tag == "br":
            self._words += "\n"
        elif tag == "hr":
            self._paragraphs.append(("* * *", False))
        elif tag in _HEADINGS:
            self._heading = True
        elif tag == "a":
            values = dict(attrs)
            target = "" if "data-fact" in values else values.get("href") or ""
            self._links.append((target, len(self._words)))

    def handle_endtag(self, tag: str) -> None:
        """Close a paragraph, list, item or link."""
        if tag == "a" and self._links:
            address, start = self._links.pop()
            label = self._words[start:].strip()
            shown = absolute_address(unescape(address)).removeprefix("mailto:").removeprefix("tel:")
            if shown and shown not in {label, label.removesuffix("/") + "/"}:
                self._words += f" ({shown})"
        elif tag in _BLOCKS or tag == "li":
            self._end_paragraph()
            if tag in {"ul", "ol"} and self._lists:
                self._lists.pop()
            if tag in _HEADINGS:
                self._heading = False

    def handle_data(self, data: str) -> None:
        """Collect text; line breaks in the source are blanks."""
        self._words += re.sub(r"\s+", " ", data)

    def text(self) -> str:
        """Return everything read, paragraphs apart by an empty line and items of a list close together."""
        self._end_paragraph()
        text, after_item = "", False
        for paragraph, is_item in self._paragraphs:
            gap = "" if not text else "\n" if is_item and after_item else "\n\n"
            text += gap + paragraph
            after_item = is_item
        return text

    def _next_mark(self) -> str:
        if self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            return f"{self._lists[-1]}. "
        return "- "

    def _end_paragraph(self) -> None:
        words, mark = self._words.strip(), self._item_mark
        self._words = ""
        if not words:
            return
        self._item_mark = ""
        indent = "  " * max(len(self._lists) - 1, 0)
        if self._heading:
            self._paragraphs.append((f"{words}\n{'-' * min(len(words), TEXT_WIDTH)}", False))
            return
        parts = [
            wrapped(
                line, first=(indent + mark) if number == 0 else indent + " " * len(mark), rest=indent + " " * len(mark)
            )
            for number, line in enumerate(words.split("\n"))
        ]
        self._paragraphs.append(("\n".join(part for part in parts if part.strip()), bool(mark)))
