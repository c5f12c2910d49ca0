"""Files of every kind are read, or refused in words: encodings, separators, workbooks, bombs."""

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletters.importing.columns import recognised
from newsletters.importing.files import FileShape, read_records, shape_of
from newsletters.importing.limits import LARGEST_UNPACKED
from newsletters.importing.problems import ImportFileError
from tests.newsletters.importing.orders import workbook

ROWS = "E-Mail;First name\nrené@example.org;René\n"


def kept(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(data)
    return path


def records(path: Path) -> list[tuple[int, list[str]]]:
    return list(read_records(path, shape_of(path)))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (ROWS.encode(), "utf-8"),
        (ROWS.encode("utf-8-sig"), "utf-8-sig"),
        (ROWS.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + ROWS.encode("utf-16-be"), "utf-16"),
        (ROWS.encode("cp1252"), "cp1252"),
    ],
)
def test_every_common_encoding_is_read(tmp_path: Path, data: bytes, encoding: str) -> None:
    path = kept(tmp_path, data)
    assert shape_of(path) == FileShape("csv", encoding, ";", ("E-Mail", "First name"))
    assert records(path) == [(2, ["rené@example.org", "René"])]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (ROWS.encode("utf-16-le"), "without a byte order mark"),
        (b"e-mail\n" + b"\xff\x81\n", "neither UTF-8"),
        (b"\xff\xfe\x00\xd8\x41\x00", "damaged"),
        (b"robin@example.org,Robin\n", "must hold headings"),
        (b",".join([b"c"] * 1_000_000) + b"\n", "200 columns"),
        (b",".join([b"c"] * 300) + b"\n", "more than 200 columns"),
        (b"e-mail,\x00\n", "NUL"),
        (b"PK\x03\x04 and then nothing", "damaged"),
    ],
)
def test_what_is_no_list_of_people_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(ImportFileError, match=words):
        shape_of(kept(tmp_path, data))


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (b'"never closed,x\n' * 3, "not valid CSV"),
        (b"x" * 250_000 + b"\n", "Line 3 is longer"),
        (b'a@example.org,"' + b"line\n" * 40_000 + b'"\n', "not valid CSV"),
    ],
)
def test_a_file_that_breaks_off_in_the_middle_is_refused_with_the_line(tmp_path: Path, rest: bytes, words: str) -> None:
    path = kept(tmp_path, b"e-mail,name\nrobin@example.org,Robin\n" + rest)
    with pytest.raises(ImportFileError, match=words):
        records(path)


def test_a_workbook_is_read_by_rows_with_dates_and_numbers_as_text(tmp_path: Path) -> None:
    path = kept(
        tmp_path,
        workbook(
            [
                ["Email", "ZIP", "Opt-in date", "Score"],
                ["robin@example.org", 2139, datetime(2025, 3, 31, 9, 30, tzinfo=UTC).replace(tzinfo=None), 1.5],
                [None, None, None, None],
                ["kim@example.org", "02139", date(2025, 4, 1), "=1+1"],
            ]
        ),
    )
    assert records(path) == [
        (2, ["robin@example.org", "2139", "2025-03-31", "1.5"]),
        (4, ["kim@example.org", "02139", "2025-04-01", "=1+1"]),
    ]


def packed(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("newsletters.importing.workbook_files.LARGEST_UNPACKED", 2_000_000)
    assert LARGEST_UNPACKED > 2_000_000
    bomb = packed({**unpacked(workbook([["Email"]])), "xl/media/big.bin": bytes(2_000_000)})
    assert len(bomb) < 20_000
    with pytest.raises(ImportFileError, match="unpacks to more"):
        shape_of(kept(tmp_path, bomb))


def test_entities_and_cells_far_away_are_refused(tmp_path: Path) -> None:
    parts = unpacked(workbook([["Email"], ["robin@example.org"]]))
    sheet = "xl/worksheets/sheet1.xml"
    laughs = {**parts, sheet: b'<!DOCTYPE a [<!ENTITY b "ha">]>' + parts[sheet]}
    with pytest.raises(ImportFileError, match="document type"):
        shape_of(kept(tmp_path, packed(laughs)))
    far = {**parts, sheet: parts[sheet].replace(b'r="2"', b'r="900000000"').replace(b"A2", b"A900000000")}
    assert far[sheet] != parts[sheet]
    with pytest.raises(ImportFileError, match="damaged"):
        records(kept(tmp_path, packed(far)))


def test_headings_are_recognised_in_two_languages_and_any_spelling() -> None:
    assert recognised(["E-mail address", "FIRST_NAME", "Last name", "Zip", "Opt-in Date"]) == {
        "address": 0,
        "first_name": 1,
        "last_name": 2,
        "zip_code": 3,
        "consented_on": 4,
    }
    assert recognised(["Nombre", "Apellidos", "Correo electrónico", "Código postal"]) == {
        "first_name": 0,
        "last_name": 1,
        "address": 2,
        "zip_code": 3,
    }
    assert recognised(["mail", "email"]) == {"address": 0}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data: bytes) -> None:
    path = kept(tmp_path_factory.mktemp("any"), data)
    try:
        found = records(path)
    except ImportFileError:
        return
    assert all(any(cells) for _line, cells in found)
