"""Finds entries by words, type, topic and year, counts what each filter would leave, and marks the words found.

Two statements whatever is asked: one counts, one reads the entries of one page of results.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from wagtail.models import PageViewRestriction

from content.search.folding import ACCENTED, PLAIN, fold
from content.search.languages import configuration_of

MANY = 400
"""Above so many matches they are ordered by title and summary alone: reading every body to rank it takes too long."""
MARK, END_MARK, GAP = "\ue000", "\ue001", "\ue002"
"""Characters for private use, which no entry contains (see `folding.clean`)."""
_HEADLINE = f"StartSel={MARK}, StopSel={END_MARK}"
_FRAGMENTS = f"{_HEADLINE}, MaxFragments=2, MaxWords=24, MinWords=10, FragmentDelimiter={GAP}"
_HEADLINE_CHARACTERS = 30_000

_FOUND = """
SELECT e.id, e.kind, e.type, e.topics, extract(year FROM e.day)::int AS year, e.day
FROM search_searchentry e LEFT JOIN wagtailcore_page p ON p.id = e.page_id
WHERE e.language = %(language)s {match}
    AND (e.page_id IS NULL OR (p.live AND NOT p.path LIKE ANY (%(restricted)s::text[])))
"""
_TYPE = "(%(type)s = '' OR type = %(type)s)"
_TOPIC = "(%(topic)s = 0 OR topics @> ARRAY[%(topic)s]::bigint[])"
_YEAR = "(%(year)s = 0 OR year = %(year)s)"
# Only constants of this module are put together here; everything asked for goes in as parameters.
_COUNT = f"""
WITH found AS MATERIALIZED ({{found}})
SELECT 'all' AS facet, '' AS value, count(*) FROM found WHERE {_TYPE} AND {_TOPIC} AND {_YEAR}
UNION ALL SELECT 'type', type, count(*) FROM found WHERE {_TOPIC} AND {_YEAR} GROUP BY type
UNION ALL SELECT 'topic', topic::text, count(*) FROM found, unnest(topics) AS topic WHERE {_TYPE} AND {_YEAR}
    GROUP BY topic
UNION ALL SELECT 'year', year::text, count(*) FROM found WHERE year IS NOT NULL AND {_TYPE} AND {_TOPIC} GROUP BY year
"""  # noqa: S608
_READ = f"""
WITH shown AS MATERIALIZED (
    SELECT f.id, {{rank}} AS rank, f.day FROM ({{found}}) f JOIN search_searchentry e ON e.id = f.id
    WHERE (%(type)s = '' OR f.type = %(type)s) AND (%(topic)s = 0 OR f.topics @> ARRAY[%(topic)s]::bigint[])
        AND (%(year)s = 0 OR f.year = %(year)s)
    ORDER BY rank DESC, f.day DESC NULLS LAST, f.id DESC LIMIT %(limit)s OFFSET %(offset)s
)
SELECT e.kind, e.type, e.page_id, e.fact_id, e.document_id, e.title, e.summary, e.day,
    left(e.text, {_HEADLINE_CHARACTERS}), {{title}}, {{excerpt}}
FROM shown JOIN search_searchentry e ON e.id = shown.id
ORDER BY shown.rank DESC, shown.day DESC NULLS LAST, shown.id DESC
"""  # noqa: S608
_QUERY = "websearch_to_tsquery(%(configuration)s::regconfig, %(query)s)"


@dataclass(frozen=True)
class Wanted:
    """What is asked for; an empty query with a topic lists the topic. `topic` is its row in the main language."""

    query: str
    language: str
    type: str = ""
    topic: int = 0
    year: int = 0


@dataclass(frozen=True)
class Counts:
    """How many entries there are, and how many each value of a filter would leave under the other filters."""

    count: int = 0
    types: dict[str, int] = field(default_factory=dict)
    topics: dict[int, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """One entry; `marked_title` and `marked_text` are folded text with marks, or empty without a query."""

    kind: str
    type: str
    page_id: int | None
    fact_id: int | None
    document_id: int | None
    title: str
    summary: str
    day: date | None
    text: str
    marked_title: str
    marked_text: str


def count_matches(wanted: Wanted) -> Counts:
    """Count the entries and what each filter would leave."""
    counts = Counts()
    total = 0
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(found=_found(wanted)), _parameters(wanted))
        for facet, value, count in cursor.fetchall():
            if facet == "all":
                total = count
            elif facet == "type":
                counts.types[value] = count
            elif facet == "topic":
                counts.topics[int(value)] = count
            else:
                counts.years[int(value)] = count
    return Counts(total, counts.types, counts.topics, counts.years)


def read_matches(wanted: Wanted, count: int, *, limit: int, offset: int) -> list[Found]:
    """One page of the entries, best first, with the words found marked; the newest first without a query."""
    folded = f"translate(left(e.text, {_HEADLINE_CHARACTERS}), %(accented)s, %(plain)s)"
    if wanted.query:
        vector = "e.head" if count > MANY else "e.vector"
        rank = f"ts_rank({vector}, {_QUERY}, 1)"
        title = (
            f"ts_headline(%(configuration)s::regconfig, translate(e.title, %(accented)s, %(plain)s), {_QUERY},"
            f" '{_HEADLINE}, HighlightAll=true')"
        )
        excerpt = f"ts_headline(%(configuration)s::regconfig, {folded}, {_QUERY}, '{_FRAGMENTS}')"
    else:
        rank, title, excerpt = "0", "''", "''"
    statement = _READ.format(found=_found(wanted), rank=rank, title=title, excerpt=excerpt)
    parameters = {**_parameters(wanted), "limit": limit, "offset": offset, "accented": ACCENTED, "plain": PLAIN}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Found(*row) for row in cursor.fetchall()]


def finds_something(query: str, language: str) -> bool:
    """Whether anything open to everyone contains all the words."""
    wanted = Wanted(query, language)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({_found(wanted)})", _parameters(wanted))
        return bool(cursor.fetchone()[0])


def _found(wanted: Wanted) -> str:
    return _FOUND.format(match=f"AND e.vector @@ {_QUERY}" if wanted.query else "")


def _parameters(wanted: Wanted) -> dict[str, Any]:
    restricted = PageViewRestriction.objects.values_list("page__path", flat=True)
    return {
        "language": wanted.language,
        "configuration": configuration_of(wanted.language),
        "query": fold(wanted.query),
        "type": wanted.type,
        "topic": wanted.topic,
        "year": wanted.year,
        "restricted": [f"{path}%" for path in restricted],
    }
