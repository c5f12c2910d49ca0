"""How to cite a fact's public page: one CSL-JSON item, and the references and files made from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from content.citing.exports import bibtex, ris
from content.citing.styles import cite
from content.evidence.fact_values import FactValue


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

    @property
    def csl(self) -> dict[str, Any]:
        """The item: a data set, by the coalition, of the day this version was written.

        Without a publisher, because it is the author (APA manual, 7th edition, section 9.29).
        """
        return {
            "id": f"{self.fact.slug}-v{self.fact.version}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": self.publisher}],
            "issued": {"date-parts": [[self.published_on.year, self.published_on.month, self.published_on.day]]},
            "version": str(self.fact.version),
            "URL": self.url,
        }

    @property
    def apa(self) -> SafeString:
        """In APA style, 7th edition."""
        return cite(self.csl, "apa")

    @property
    def ama(self) -> SafeString:
        """In AMA style, 11th edition."""
        return cite(self.csl, "american-medical-association")

    def bibtex(self) -> str:
        """One BibTeX entry."""
        return bibtex(self.csl)

    def ris(self) -> str:
        """One RIS record."""
        return ris(self.csl)
