"""The layout of github.com/OpenSourceActivismTech/us-zipcodes-congress: `zccd.csv`."""

import csv
import re
from collections import defaultdict

from tqdm import tqdm

from advocacy.legislators.importing.problems import Problems
from advocacy.legislators.importing.reading import decode
from advocacy.legislators.importing.sources import FileTree
from advocacy.legislators.states import STATE_BY_FIPS, STATES, WITHOUT_ZIP_AREAS

FILE = "zccd.csv"
COLUMNS = ["state_fips", "state_abbr", "zcta", "cd"]
VOTING_SEATS = 435
"""The seats of the House that the states share, by law since 1911 (2 U.S.C. 2a)."""

ZipRow = tuple[str, str, str]
"""ZIP code, state, our code of the district."""


def read_zip_areas(tree: FileTree, problems: Problems) -> list[ZipRow]:
    """Read and validate the table; return its rows, at-large districts as `0`."""
    name = tree.named(FILE) or tree.names[0]
    text = decode(name, tree.read(name), problems)
    if text is None:
        return []
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    if header != COLUMNS:
        problems.error(name, "line 1", "", f"the columns must be {','.join(COLUMNS)}, not {','.join(header)[:120]}.")
        return []
    rows: dict[ZipRow, int] = {}
    for number, row in enumerate(tqdm(reader, desc="Reading ZIP areas", unit="row", disable=None), start=2):
        read = _row(name, number, row, problems)
        if read is None:
            continue
        if read in rows:
            problems.error(
                name, f"line {number}", "zcta", f"{read[0]} in {read[1]}-{read[2]} stands in line {rows[read]} too."
            )
        rows[read] = number
    found = with_at_large_codes({(state, code) for _zip_code, state, code in rows})
    check_districts(name, set(found.values()), frozenset(STATES) - WITHOUT_ZIP_AREAS, problems)
    return [(zip_code, state, found[state, code][1]) for zip_code, state, code in rows]


def with_at_large_codes(written: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Map (state, number as written) to (state, our code).

    The only district of a state is at-large, whether written 0, 00, 1, 01 or 98.
    """
    by_state = defaultdict(set)
    for state, code in written:
        by_state[state].add(code.lstrip("0") or "0")
    return {
        (state, code): (
            state,
            "0" if len(by_state[state]) == 1 and by_state[state] <= {"0", "1", "98"} else code.lstrip("0") or "0",
        )
        for state, code in written
    }


def check_districts(name: str, districts: set[tuple[str, str]], states: frozenset[str], problems: Problems) -> None:
    """Note missing states, gaps in a state's numbering, and a wrong number of districts in all."""
    by_state = defaultdict(set)
    for state, code in districts:
        by_state[state].add(int(code))
    for state in sorted(states - by_state.keys()):
        problems.error(name, "", "state", f"{STATES[state].name} is missing.")
    for state, numbers in sorted(by_state.items()):
        gaps = sorted(set(range(1, max(numbers) + 1)) - numbers) if numbers != {0} else []
        if gaps or (0 in numbers and len(numbers) > 1):
            problems.error(name, f"state {state}", "district", f"the numbers have gaps: {gaps or sorted(numbers)}.")
    voting = sum(len(numbers) for state, numbers in by_state.items() if STATES[state].kind == "state")
    if voting != VOTING_SEATS:
        problems.error(name, "", "district", f"the states have {VOTING_SEATS} districts; the file has {voting}.")


def _row(name: str, number: int, row: list[str], problems: Problems) -> ZipRow | None:
    line = f"line {number}"
    if len(row) != len(COLUMNS):
        problems.error(name, line, "", f"has {len(row)} columns, not {len(COLUMNS)}: the file is truncated or damaged.")
        return None
    fips, state, zip_code, district = row
    good = True
    if fips not in STATE_BY_FIPS or STATE_BY_FIPS[fips].code != state:
        problems.error(name, line, "state_abbr", f"{fips!r}, {state!r} is no state or territory.")
        good = False
    if not re.fullmatch(r"[0-9]{5}", zip_code):
        problems.error(name, line, "zcta", f"must be five digits, not {zip_code[:20]!r}.")
        good = False
    if not re.fullmatch(r"[0-9]{1,2}", district):
        problems.error(name, line, "cd", f"must be the number of a district, not {district[:20]!r}.")
        good = False
    return (zip_code, state, district) if good else None
