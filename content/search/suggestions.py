"""What a visitor may have meant who wrote a word that occurs nowhere.

The words that share trigrams with it come from the database; of those, the one that takes the fewest slips of
the finger (letters added, left out, exchanged or swapped: the optimal string alignment distance) is taken.
"""

import re
from typing import Any

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.search.folding import SHORTEST_WORD, fold, trigrams_of
from content.search.matching import finds_something
from content.search.models import SearchWord

_WORD = re.compile(r"[^\W\d_]+")
_CANDIDATES = 150
_CANDIDATES_SQL = """
SELECT word FROM search_searchword
WHERE language = %(language)s AND trigrams && %(trigrams)s::varchar[] AND length(word) BETWEEN %(shortest)s AND %(longest)s
ORDER BY (SELECT count(*) FROM unnest(trigrams) AS one WHERE one = ANY (%(trigrams)s)) DESC, word LIMIT %(most)s
"""


def did_you_mean(query: str, language: str) -> str:
    """The query with unknown words corrected, if that finds something open to everyone; else an empty text."""
    words = {word for word in _WORD.findall(query) if len(word) >= SHORTEST_WORD}
    folded = {word: fold(word).lower() for word in words}
    known = set(SearchWord.objects.filter(language=language, word__in=folded.values()).values_list("word", flat=True))
    corrected = {
        word: correction
        for word, plain in folded.items()
        if plain not in known and (correction := _nearest(plain, language))
    }
    if not corrected:
        return ""
    suggestion = _WORD.sub(lambda match: corrected.get(match.group(), match.group()), query)
    return suggestion if finds_something(suggestion, language) else ""


def _nearest(word: str, language: str) -> str:
    slips = 1 if len(word) < 6 else 2
    parameters: dict[str, Any] = {
        "language": language,
        "trigrams": trigrams_of(word),
        "shortest": len(word) - slips,
        "longest": len(word) + slips,
        "most": _CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES_SQL, parameters)
        candidates = [row[0] for row in cursor.fetchall()]
    best = process.extractOne(word, candidates, scorer=OSA.distance, score_cutoff=slips)
    return str(best[0]) if best else ""
