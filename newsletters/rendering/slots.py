"""The few values that differ per recipient.

A mail is rendered once; what is personal stays in it as a slot, `{{ first_name }}`, which the
delivery engine fills. There is no logic in a slot: a missing name is answered here, before the
mail leaves, by the newsletter's word for a reader without a name.
"""

import re
from collections.abc import Iterable, Mapping

SLOT = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
STRAY_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")

FIRST_NAME = "first_name"
UNSUBSCRIBE_URL = "unsubscribe_url"
PREFERENCES_URL = "preferences_url"
SLOT_NAMES = frozenset({FIRST_NAME, UNSUBSCRIBE_URL, PREFERENCES_URL})

# Stands in counted links only (`newsletters.clicks`), never in what people write.
LEFT_AT = "left_at"

LONGEST_NAME = 60


def slots_in(*texts: str) -> set[str]:
    """Return the names of all slots in the texts, known or not."""
    return {match.group(1) for text in texts for match in SLOT.finditer(text)}


def unknown_slots(*texts: str) -> list[str]:
    """Return what looks like a slot or a template tag and is none of ours, sorted."""
    found = slots_in(*texts) - SLOT_NAMES
    for text in texts:
        found.update(match.group(0) for match in STRAY_BRACES.finditer(SLOT.sub("", text)))
    return sorted(found)


def fill_slots(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its known slots filled; unknown ones stay, so that they are seen."""
    return SLOT.sub(lambda match: values.get(match.group(1), match.group(0)), text)


def first_name_for(name: str, reader_word: str) -> str:
    """Return what stands for `{{ first_name }}`: the name on one line, or the word for a nameless reader.

    Control, format and surrogate characters go, white space becomes one blank, braces go (a name
    must never look like a slot), and a name of unlikely length is cut at a word.
    """
    if name.isascii() and name.isalpha() and len(name) <= LONGEST_NAME:
        return name
    printable = "".join(" " if character.isspace() else character for character in name)
    printable = "".join(character for character in printable if character.isprintable() and character not in "{}")
    words = printable.split()
    return _joined_up_to(words, LONGEST_NAME) or reader_word


def _joined_up_to(words: Iterable[str], limit: int) -> str:
    joined = ""
    for word in words:
        longer = f"{joined} {word}".strip()
        if len(longer) > limit:
            return joined or word[:limit]
        joined = longer
    return joined
