"""Mangled copies of the real files: the message names file, record and field, and not one row changes."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from advocacy.legislators.importing.fictional import import_fictional_legislature
from advocacy.legislators.models import ImportRun
from tests.advocacy.legislators.public_data import CONGRESS, DISTRICTS, OPENSTATES, needs_public_data

pytestmark = [needs_public_data, pytest.mark.slow, pytest.mark.django_db]

_TABLES = [
    "legislature",
    "chamber",
    "district",
    "seat",
    "person",
    "term",
    "office",
    "socialaccount",
    "committee",
    "committeemembership",
    "zipdistrict",
    "districtoutline",
]


def _fingerprint():
    """A checksum over every row of every table of legislators but the log."""
    with connection.cursor() as cursor:
        found = {}
        for table in _TABLES:
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY id), '')) FROM legislators_{table} t"
            )
            found[table] = cursor.fetchone()
    return found


def _refused(command, *arguments, **options):
    """Run the command, check that it is refused without changing a row, and return the message."""
    import_fictional_legislature()
    before = _fingerprint()
    assert before["person"][0] == 10
    with pytest.raises(CommandError) as refusal:
        call_command(command, *map(str, arguments), **options)
    assert _fingerprint() == before
    last = ImportRun.objects.first()
    assert last.status == ImportRun.Status.REFUSED
    assert str(refusal.value) == last.message
    assert last.message.endswith("Nothing was changed.")
    return last.message


@pytest.fixture
def congress(tmp_path):
    return Path(shutil.copytree(CONGRESS, tmp_path / "congress"))


@pytest.fixture
def districts(tmp_path):
    return Path(shutil.copytree(DISTRICTS, tmp_path / "districts"))


def _edit(path, old, new):
    path.chmod(0o644)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def _cut(path, share):
    path.chmod(0o644)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


@pytest.mark.parametrize("share", [0.3, 0.71, 0.999])
@pytest.mark.parametrize(
    "file",
    [
        "legislators-current.yaml",
        "committees-current.yaml",
        "committee-membership-current.yaml",
        "legislators-district-offices.yaml",
        "legislators-social-media.yaml",
    ],
)
def test_a_truncated_file_of_congress_is_refused(congress, file, share):
    _cut(congress / file, share)
    assert file in _refused("import_legislators", congress)


def test_a_people_file_cut_between_two_records_is_refused(congress):
    path = congress / "legislators-current.yaml"
    path.chmod(0o644)
    text = path.read_text()
    path.write_text(text[: text.index("\n- id:", len(text) // 2) + 1])
    message = _refused("import_legislators", congress)
    assert "is not listed in legislators-current.yaml" in message or "truncated" in message


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("legislators-current.yaml", "    state: WA\n", "    state: XX\n", ["record 1 (C000127)", "field terms[0].state", "'XX' is no state"]),
        ("legislators-current.yaml", "    bioguide: K000367", "    bioguide: C000127", ["(C000127)", "field id.bioguide", "record 1"]),
        ("legislators-current.yaml", "    last: Cantwell\n", "    last: [Cantwell]\n", ["record 1 (C000127)", "field name.last", "must be text, not a list"]),
        ("legislators-current.yaml", "    first: Maria\n", "", ["record 1 (C000127)", "field name.first", "is missing"]),
        ("legislators-current.yaml", "    end: '2031-01-03'\n", "    end: soon\n", ["field terms[", "].end", "must be a date", "'soon'"]),
        ("legislators-district-offices.yaml", "  - id: A000055-jasper", "  - id: A000055-cullman", ["(A000055)", "field offices[1].id", "given twice"]),
        ("legislators-district-offices.yaml", "    city: Cullman\n", "    city: {a: b}\n", ["(A000055)", "field offices[0].city", "must be text, not a mapping"]),
        ("committees-current.yaml", "  thomas_id: HSAP\n", "  thomas_id: HSAG\n", ["committees-current.yaml", "field thomas_id", "given twice"]),
        ("committees-current.yaml", "- type: house\n", "- type: hause\n", ["record 1", "field type", "hause"]),
        ("committee-membership-current.yaml", "  rank: 1\n", "  rank: first\n", ["committee SSAF", "members[0].rank", "must be a whole number"]),
        ("legislators-social-media.yaml", "    twitter: RepAmata\n", "    twitter: 3\n", ["(R000600)", "social.twitter", "must be text"]),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_of_congress_is_named(congress, file, old, new, words):
    _edit(congress / file, old, new)
    message = _refused("import_legislators", congress)
    assert file in message
    for word in words:
        assert word in message


def test_a_missing_file_and_a_missing_state_are_named(congress):
    (congress / "committees-current.yaml").unlink()
    assert "committees-current.yaml: this file is missing" in _refused("import_legislators", congress)
    shutil.copy(CONGRESS / "committees-current.yaml", congress)
    path = congress / "legislators-current.yaml"
    path.chmod(0o644)
    records = path.read_text().split("\n- id:")
    kept = [record for record in records if "state: VT" not in record]
    path.write_text("\n- id:".join(kept).rstrip("\n") + "\n")
    assert "no senator of Vermont is listed: the state is missing" in _refused("import_legislators", congress)


def _copy_of_the_states(tmp_path, change):
    """Copy the archive, passing each member through `change(name, content)`; None leaves it out."""
    target = tmp_path / "people.zip"
    with zipfile.ZipFile(OPENSTATES) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for member in source.infolist():
            content = change(member.filename, source.read(member))
            if content is not None:
                copy.writestr(member, content)
    return target


def test_mistakes_in_the_files_of_states_are_named(tmp_path):
    seen = {}

    def change(name, content):
        if name.endswith("/"):
            return content
        parts = name.split("/")
        if parts[2:4] == ["wy", "legislature"]:
            return None
        number = seen[parts[2], parts[3]] = seen.get((parts[2], parts[3]), 0) + 1
        if parts[2:4] == ["tx", "legislature"] and number == 1:
            return content[: len(content) // 2]
        if parts[2:4] == ["oh", "legislature"] and number <= 2:
            return content.replace(content.splitlines()[0], b"id: ocd-person/00000000-0000-0000-0000-000000000000")
        if parts[2:4] == ["ks", "legislature"] and number == 1:
            return content.replace(b"roles:\n", b"roles: 7\nother:\n")
        return content

    message = _refused("import_legislators", _copy_of_the_states(tmp_path, change))
    assert "data/wy/legislature: no legislator of Wyoming: the state is missing" in message
    assert "data/tx/legislature/" in message
    assert "data/oh/legislature/" in message
    assert "field id: data/oh/legislature/" in message
    assert "field roles: must be a list, not a number" in message


def test_a_truncated_archive_is_refused(tmp_path):
    path = tmp_path / "people.zip"
    path.write_bytes(OPENSTATES.read_bytes()[:-100_000])
    with pytest.raises(CommandError, match="not a whole zip file"):
        call_command("import_legislators", str(path))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("01,AL,35004,3", "01,AL,3500,3", ["line 3", "field zcta", "five digits"]),
        ("01,AL,35004,3", "01,AK,35004,3", ["line 3", "field state_abbr"]),
        ("01,AL,35004,3", "01,AL,35004,third", ["line 3", "field cd"]),
        ("01,AL,35004,3", "01,AL,35004", ["line 3", "3 columns"]),
        ("01,AL,35004,3", "01,AL,30165,3", ["line 3", "stands in line 2 too"]),
        ("state_fips", "fips", ["line 1", "columns must be"]),
    ],
)
def test_a_mistake_in_the_zip_table_is_named(districts, old, new, words):
    _edit(districts / "zccd.csv", old, new)
    message = _refused("import_districts", districts / "zccd.csv", congress=119)
    assert "zccd.csv" in message
    for word in words:
        assert word in message


@pytest.mark.parametrize("share", [0.2, 0.9, 0.9999])
@pytest.mark.parametrize("file", ["zccd.csv", "congressional_districts.geojson", "congressional_districts_hex.geojson"])
def test_a_truncated_file_of_districts_is_refused(districts, file, share):
    _cut(districts / file, share)
    for other in districts.iterdir():
        if other.name != file:
            other.unlink()
    assert file in _refused("import_districts", districts, congress=119)


def test_a_zip_table_without_a_state_is_refused(districts):
    path = districts / "zccd.csv"
    path.chmod(0o644)
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if ",HI," not in line))
    message = _refused("import_districts", path, congress=119)
    assert "Hawaii is missing" in message
    assert "the states have 435 districts; the file has 433" in message


def test_a_zip_table_alone_must_be_told_its_congress():
    assert "--congress 119" in _refused("import_districts", DISTRICTS / "zccd.csv")


def test_outlines_with_a_double_or_a_broken_shape_are_refused(districts):
    path = districts / "congressional_districts.geojson"
    path.chmod(0o644)
    data = json.loads(path.read_text())
    data["features"][1]["properties"]["GEOID"] = data["features"][0]["properties"]["GEOID"]
    data["features"][2]["geometry"]["coordinates"] = [[["west", 1], [2, 3]]]
    data["features"][3]["properties"] = None
    path.write_text(json.dumps(data))
    message = _refused("import_districts", districts)
    assert "feature 2, field properties.GEOID: CA-39 is feature 1 already" in message
    assert "feature 3, field geometry.coordinates: do not make a polygon" in message
    assert "feature 4, field properties: is missing" in message


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "notes.yml").write_text("a: 1\n")
    with pytest.raises(CommandError, match=r"neither legislators-current\.yaml"):
        call_command("import_legislators", str(tmp_path))
    with pytest.raises(CommandError, match=r"none of zccd\.csv"):
        call_command("import_districts", str(tmp_path))
