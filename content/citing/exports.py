"""Citations as files for reference managers: BibTeX and RIS, from CSL-JSON."""

from collections.abc import Mapping
from typing import Any

_BIBTEX_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
# CSL types (specification, appendix III) → BibTeX entry types and RIS reference types.
_BIBTEX_TYPES = {"report": "techreport", "article-journal": "article", "book": "book", "chapter": "incollection"}
_RIS_TYPES = {"report": "RPRT", "article-journal": "JOUR", "book": "BOOK", "chapter": "CHAP", "dataset": "DATA"}


def bibtex(item: Mapping[str, Any]) -> str:
    """One BibTeX entry; its names keep the order they are signed in, and organisations stay in one piece."""
    kind = _BIBTEX_TYPES.get(str(item.get("type")), "misc")
    year, month, day = _issued(item)
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in item.get("author", [])),
        "title": _bibtex_text(item.get("title", "")),
        "institution" if kind == "techreport" else "publisher": _bibtex_text(item.get("publisher", "")),
        "journal": _bibtex_text(item.get("container-title", "")),
        "year": f"{year}" if year else "",
        "month": f"{month}" if month else "",
        "day": f"{day}" if day else "",
        "number": _bibtex_text(item.get("number", "")),
        "version": _bibtex_text(item.get("version", "")),
        "doi": _bibtex_text(item.get("DOI", "")),
        "url": str(item.get("URL", "")).replace("{", "%7B").replace("}", "%7D"),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@{kind}{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


def ris(item: Mapping[str, Any]) -> str:
    """One RIS record; its lines end in CRLF as the format asks."""
    year, month, day = _issued(item)
    lines = [("TY", _RIS_TYPES.get(str(item.get("type")), "GEN"))]
    lines += [("AU", _ris_name(name)) for name in item.get("author", [])]
    lines += [
        ("TI", item.get("title", "")),
        ("PB", item.get("publisher", "")),
        ("JO", item.get("container-title", "")),
        ("PY", f"{year}" if year else ""),
        ("DA", f"{year:04}/{month:02}/{day:02}" if year and month and day else ""),
        ("ET", item.get("version", "")),
        ("DO", item.get("DOI", "")),
        ("UR", item.get("URL", "")),
    ]
    shown = [f"{tag}  - {' '.join(str(text).split())}" for tag, text in lines if text]
    return "\r\n".join([*shown, "ER  - "]) + "\r\n"


def _issued(item: Mapping[str, Any]) -> tuple[int, int, int]:
    (parts,) = item.get("issued", {}).get("date-parts", [[]])
    year, month, day = (*parts, 0, 0, 0)[:3]
    return int(year), int(month), int(day)


def _bibtex_text(text: Any) -> str:
    return " ".join(str(text).split()).translate(_BIBTEX_SPECIAL)


def _bibtex_name(name: Mapping[str, str]) -> str:
    if "literal" in name:
        return f"{{{_bibtex_text(name['literal'])}}}"
    return f"{_bibtex_text(name.get('family', ''))}, {_bibtex_text(name.get('given', ''))}".removesuffix(", ")


def _ris_name(name: Mapping[str, str]) -> str:
    return name["literal"] if "literal" in name else ", ".join(filter(None, [name.get("family"), name.get("given")]))
