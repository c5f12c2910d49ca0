"""Turns rich text into plain data that a Typst template can lay out."""

from html.parser import HTMLParser
from typing import Any

BLOCKS = {"p": "paragraph", "h2": "heading", "h3": "heading", "h4": "heading", "li": "item"}
STRONG, EMPHASIS = {"b", "strong"}, {"i", "em"}
SKIPPED = {"script", "style"}


def rich_text_nodes(html: str) -> list[dict[str, Any]]:
    """The paragraphs, headings and list items of rich text, in order.

    Each is `{"kind", "level", "ordered", "runs"}`; a run is `{"text", "strong", "emphasis", "url"}`. Anything
    else in the HTML is reduced to its text.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.finish()
    return reader.nodes


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[dict[str, Any]] = []
        self.node: dict[str, Any] | None = None
        self.lists: list[bool] = []
        self.strong = self.emphasis = self.skipped = 0
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self.lists.append(tag == "ol")
        elif tag in BLOCKS:
            self.begin(BLOCKS[tag], int(tag[1]) if tag[1:].isdigit() else 0)
        elif tag in STRONG:
            self.strong += 1
        elif tag in EMPHASIS:
            self.emphasis += 1
        elif tag in SKIPPED:
            self.skipped += 1
        elif tag == "a":
            url = dict(attrs).get("href") or ""
            self.urls.append(url if url.startswith(("https://", "http://", "mailto:", "/")) else "")
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif tag in BLOCKS:
            self.finish()
        elif tag in STRONG:
            self.strong = max(0, self.strong - 1)
        elif tag in EMPHASIS:
            self.emphasis = max(0, self.emphasis - 1)
        elif tag in SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif tag == "a" and self.urls:
            self.urls.pop()

    def handle_data(self, data: str) -> None:
        if self.skipped or (self.node is None and not data.strip()):
            return
        if self.node is None:
            self.begin("paragraph", 0)
        if self.node is not None:
            self.node["runs"].append(
                {
                    "text": data,
                    "strong": self.strong > 0,
                    "emphasis": self.emphasis > 0,
                    "url": self.urls[-1] if self.urls else "",
                }
            )

    def begin(self, kind: str, level: int) -> None:
        self.finish()
        self.node = {"kind": kind, "level": level, "ordered": bool(self.lists and self.lists[-1]), "runs": []}

    def finish(self) -> None:
        if self.node is not None and any(run["text"].strip() for run in self.node["runs"]):
            self.nodes.append(self.node)
        self.node = None
