"""How to cite a fact's public page: APA, BibTeX and RIS, and the same as CSL-JSON."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from content.evidence.fact_values import FactValue

BIBTEX_SPECIAL = str.maketrans(
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


@dataclass(frozen=True)
class FactCitation:
    """What is needed to cite one version of a fact; `url` is its permalink."""

    publisher: str
    fact: FactValue
    published_on: date
    url: str

    @property
    def title(self) -> str:
        """The statement with its figure, on one line."""
        figure = f": {self.fact.display}" if self.fact.display else ""
        return " ".join(f"{self.fact.statement}{figure}".split())

    def apa(self) -> str:
        """APA style, 7th edition, of a page by an organisation."""
        return f"{self.publisher}. ({self.published_on.year}). {self.title} (Version {self.fact.version}). {self.url}"

    def bibtex(self) -> str:
        """One BibTeX entry."""
        fields = {
            "author": f"{{{self.publisher.translate(BIBTEX_SPECIAL)}}}",
            "title": self.title.translate(BIBTEX_SPECIAL),
            "year": str(self.published_on.year),
            "version": str(self.fact.version),
            "url": self.url.replace("{", "%7B").replace("}", "%7D"),
        }
        lines = [f"  {name} = {{{text}}}" for name, text in fields.items()]
        return f"@misc{{{self.fact.slug}-v{self.fact.version},\n" + ",\n".join(lines) + "\n}\n"

    def ris(self) -> str:
        """One RIS record; its lines end in CRLF as the format asks."""
        lines = [
            "TY  - DATA",
            f"AU  - {self.publisher}",
            f"TI  - {self.title}",
            f"PY  - {self.published_on.year}",
            f"DA  - {self.published_on:%Y/%m/%d}",
            f"ET  - {self.fact.version}",
            f"UR  - {self.url}",
            "ER  - ",
        ]
        return "\r\n".join(lines) + "\r\n"

    def csl(self) -> dict[str, Any]:
        """One CSL-JSON item."""
        return {
            "id": f"{self.fact.slug}-v{self.fact.version}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": self.publisher}],
            "issued": {"date-parts": [[self.published_on.year, self.published_on.month, self.published_on.day]]},
            "version": str(self.fact.version),
            "URL": self.url,
        }
