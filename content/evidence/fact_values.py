"""What other rooms see of a fact: its current figure, its words and where they come from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class FactValue:
    """The current version of one fact in one language.

    `display` is the figure as it is read in a sentence ("36 percent", "more than 100,000"); it is empty and
    `is_open` true where no source gives a figure. `unit` is the bare unit in the language shown, `base_unit`
    in the site's main language. `url` is the fact's public page.
    """

    slug: str
    display: str
    statement: str
    value: Decimal | None
    unit: str
    url: str
    source_citation: str
    as_of: date | None
    identifier: int = 0
    version: int = 1
    population: str = ""
    period: str = ""
    source_url: str = ""
    language: str = "en"
    base_unit: str = ""

    @property
    def is_open(self) -> bool:
        """Whether no source at hand gives the figure."""
        return not self.display
