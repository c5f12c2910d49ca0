"""Importing facts: the whole file is checked first; a second run changes nothing; staff's edits stand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from content.evidence.import_writing import write_facts
from content.evidence.imports import FactFileError, FactRow, read_fact_file
from content.evidence.models import Fact, FactConflict, FactVersion, Source
from content.evidence.versions import add_version, content_of

HEADER = "slug,statement,value,unit,population,period,source,source_kind,note\n"
ROW = "first,Patients,38068,patients,all,2019,A paper,paper,\n"


def facts_file(*rows: str) -> bytes:
    return (HEADER + "".join(rows)).encode()


def load(data: bytes) -> dict[str, int]:
    summary = write_facts(read_fact_file(data), file_name="facts.csv", retrieved_on=date(2026, 11, 22))
    return {name: getattr(summary, name) for name in ("added", "changed", "unchanged", "kept", "conflicts", "open")}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"slug,statement\nx,y\n", "missing: value"),
        (facts_file(), "no rows"),
        (facts_file("Big Slug,Patients,1,x,,,A,paper,\n"), "Line 2, field “slug”"),
        (facts_file("first,,1,x,,,A,paper,\n"), "Line 2, field “statement”"),
        (facts_file("first,Patients,many,x,,,A,paper,\n"), "Line 2, field “value”: is not a number: many"),
        (facts_file("first,Patients,NaN,x,,,A,paper,\n"), "field “value”"),
        (facts_file("first,Patients,1e30,x,,,A,paper,\n"), "field “value”"),
        (facts_file("first,Patients,1,x,,,,,\n"), "field “source”: is empty"),
        (facts_file("first,Patients,1,x,,,A,gossip,\n"), "field “source_kind”"),
        (facts_file("first,Patients,1,x,same cohort,,A,paper,\n"), "says “same”"),
        (facts_file("first,=HYPERLINK(1),1,x,,,A,paper,\n"), "formula"),
        (facts_file(ROW, ROW), "Line 3, field “slug”: stands in line 2"),
        (facts_file("first,Patients,1,x,,,A,paper,conflict: 99 elsewhere\n"), "conflict with a figure that no row"),
        (facts_file("first,Patients,1\n"), "another number of fields"),
        (facts_file("first,Patients,1,x,,,A,paper,note,extra\n"), "another number of fields"),
        (facts_file(f"first,{'x' * 301},1,x,,,A,paper,\n"), "longer than 300"),
    ],
)
def test_a_mistake_is_named_by_line_and_field(data: bytes, message: str) -> None:
    with pytest.raises(FactFileError, match=message.replace("(", r"\(")):
        read_fact_file(data)


def read_or_refuse(data: bytes) -> list[FactRow]:
    """The rows, or none where the file is refused; any other error fails the test."""
    try:
        return read_fact_file(data)
    except FactFileError:
        return []


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert read_or_refuse(HEADER.encode() + data) is not None
    assert read_or_refuse(data) == []


@given(st.text(max_size=200))
def test_any_statement_is_kept_or_refused(statement: str) -> None:
    quoted = '"' + statement.replace('"', '""') + '"'
    rows = read_or_refuse(facts_file(f"first,{quoted},1,x,,,A,paper,\n"))
    assert [row.statement for row in rows] in ([], [statement.strip()])


@pytest.mark.django_db
class TestWriting:
    def test_a_second_run_changes_nothing(self) -> None:
        assert load(facts_file(ROW))["added"] == 1
        assert load(facts_file(ROW)) == {
            "added": 0, "changed": 0, "unchanged": 1, "kept": 0, "conflicts": 0, "open": 0,
        }  # fmt: skip
        assert FactVersion.objects.count() == 1
        assert Source.objects.count() == 1

    def test_a_changed_row_becomes_a_version_with_a_reason(self) -> None:
        load(facts_file(ROW))
        assert load(facts_file(ROW.replace("38068", "38069")))["changed"] == 1
        current = Fact.objects.get().current
        assert current is not None
        assert (current.number, current.value) == (2, Decimal(38069))
        assert "facts.csv" in current.reason

    def test_what_staff_have_edited_since_is_left_alone(self) -> None:
        load(facts_file(ROW))
        fact = Fact.objects.get()
        assert fact.current is not None
        add_version(fact, replace(content_of(fact.current), note="Checked by staff"), reason="Checked")
        assert load(facts_file(ROW))["kept"] == 1
        assert load(facts_file(ROW))["kept"] == 1
        fact.refresh_from_db()
        assert fact.current is not None
        assert fact.current.note == "Checked by staff"

    def test_qualifier_repetition_and_links_are_understood(self) -> None:
        load(
            facts_file(
                'first,A,14,percent (about),"all, here",2019,"Paper, doi 10.1200/PO.22.00246",paper,\n',
                "second,B,5,percent,same people,2019,same article,press,\n",
            )
        )
        first, second = (Fact.objects.get(slug=slug).current for slug in ("first", "second"))
        assert first is not None
        assert second is not None
        assert first.source is not None
        assert (first.unit, first.qualifier) == ("percent", "about")
        assert (second.population, second.source) == ("all, here", first.source)
        assert first.source.url == "https://doi.org/10.1200/PO.22.00246"
        assert first.source.csl["DOI"] == "10.1200/PO.22.00246"

    def test_nothing_is_written_when_one_row_is_wrong(self, tmp_path: Path) -> None:
        path = tmp_path / "facts.csv"
        path.write_bytes(facts_file(ROW, "second,B,many,x,,,A,paper,\n"))
        with pytest.raises(CommandError, match=r"facts.csv: Line 3, field “value”"):
            call_command("import_facts", str(path))
        assert not Fact.objects.exists()


@pytest.mark.django_db
@pytest.mark.skipif(
    not settings.PUBLIC_DATA,
    reason="NOT TESTED ON REAL INPUT: set PUBLIC_DATA to the folder of public data (see README)",
)
def test_the_public_facts_are_imported_whole() -> None:
    output = StringIO()
    path = Path(settings.PUBLIC_DATA) / "facts.csv"
    call_command("import_facts", str(path), "--retrieved", "2026-11-22", stdout=output)
    assert "added: 23" in output.getvalue()
    conflict = FactConflict.objects.get()
    values = {fact.current.value for fact in (conflict.first, conflict.second) if fact.current}
    assert values == {Decimal(38068), Decimal(32224)}
    open_step = Fact.objects.get(slug="nsclc-step-turnaround").current
    assert open_step is not None
    assert (open_step.value, open_step.source) == (None, None)
    call_command("import_facts", str(path), "--retrieved", "2026-11-22", stdout=output)
    assert FactVersion.objects.count() == 23
