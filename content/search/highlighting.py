"""Marks the words found in the text as it is written, with its accents, though they were found without."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from content.search.folding import fold
from content.search.matching import END_MARK, GAP, MARK

_MARKED = re.compile(f"{MARK}(.*?){END_MARK}", re.DOTALL)


def marked(original: str, folded_and_marked: str) -> SafeString:
    """The original text as HTML with `<mark>` where the folded copy has marks; plain where the two do not agree."""
    bare = folded_and_marked.replace(MARK, "").replace(END_MARK, "")
    start = fold(original).find(bare) if bare else -1
    if start < 0:
        return mark_safe(escape(original) if not bare else escape(bare))  # noqa: S308 - escaped
    return mark_safe(_with_marks(original[start : start + len(bare)], folded_and_marked))  # noqa: S308 - escaped


def excerpt(original: str, folded_and_marked: str) -> SafeString:
    """The passages around the words found; empty where none of them is in the text."""
    if MARK not in folded_and_marked:
        return mark_safe("")
    passages = [marked(original, passage) for passage in folded_and_marked.split(GAP) if passage]
    return mark_safe(" … ".join(passages))  # noqa: S308 - each is escaped


def _with_marks(original: str, folded_and_marked: str) -> str:
    parts: list[str] = []
    place = end = 0
    for match in _MARKED.finditer(folded_and_marked):
        place += match.start() - end
        before = place - (match.start() - end)
        parts += [escape(original[before:place]), "<mark>", escape(original[place : place + len(match[1])]), "</mark>"]
        place += len(match[1])
        end = match.end()
    parts.append(escape(original[place:]))
    return "".join(parts)
