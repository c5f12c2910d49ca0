"""Text as it is compared: without accents, letter by letter, so that places in it stay what they were."""

import re
import unicodedata

LONGEST_QUERY = 200
MOST_WORDS = 16
SHORTEST_WORD, LONGEST_WORD = 4, 40
_LETTERS = "ßæøœłđðþıŋÆØŒŁĐÐÞŊ"
_PLAIN_LETTERS = "saoolddtinAOOLDDTN"


def _latin_pairs() -> tuple[str, str]:
    """The accented letters of the Latin blocks, and the letter that each is compared as."""
    accented, plain = list(_LETTERS), list(_PLAIN_LETTERS)
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter)[0]
        if base != letter and base.isascii() and base.isalpha():
            accented.append(letter)
            plain.append(base)
    return "".join(accented), "".join(plain)


ACCENTED, PLAIN = _latin_pairs()
"""For PostgreSQL's `translate()`: both strings have the same length."""
_TABLE = str.maketrans(ACCENTED, PLAIN)
_WORD = re.compile(r"[^\W\d_]+")


def fold(text: str) -> str:
    """The text without accents; as long as it was, so that a place in one is the same place in the other."""
    return text.translate(_TABLE)


def clean(text: str) -> str:
    """Text on one line, composed (NFC), without control, private-use and other characters that nobody reads.

    PostgreSQL refuses some of them; others mark the words found.
    """
    readable = "".join(" " if unicodedata.category(character)[0] == "C" else character for character in text)
    return " ".join(unicodedata.normalize("NFC", readable).split())


def clean_query(text: str) -> tuple[str, bool]:
    """The query as it is searched for, and whether it had to be shortened; very long ones mean nothing."""
    beginning = text[: LONGEST_QUERY * 5]
    words = clean(beginning).split()
    short = " ".join(words[:MOST_WORDS])[:LONGEST_QUERY].strip()
    return short, len(text) > len(beginning) or short != " ".join(words)


def words_of(text: str) -> set[str]:
    """The words of a text that may be suggested: folded, in small letters, neither short nor endless."""
    return {word for word in _WORD.findall(fold(text).lower()) if SHORTEST_WORD <= len(word) <= LONGEST_WORD}


def trigrams_of(word: str) -> list[str]:
    """The groups of three letters of a word, with its begin and end marked as `pg_trgm` does."""
    padded = f"  {word} "
    return sorted({padded[place : place + 3] for place in range(len(padded) - 2)})
