"""The public ledger of asks: what was asked, of whom, and what came of it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.topics.listing import published_children

if TYPE_CHECKING:
    from content.library.models import PolicyAsk, PolicyDocumentPage

ASKS_SHOWN = 40
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class LedgerEntry:
    """One ask with the document that makes it."""

    ask: "PolicyAsk"
    document: "PolicyDocumentPage"
    url: str

    @property
    def waiting_since(self) -> date | None:
        """Since when a pending ask waits."""
        return self.document.submitted_on if self.ask.outcome == "pending" else None


@dataclass(frozen=True)
class LedgerTotal:
    """How many asks had one outcome; `share` is in percent of all asks, for drawing."""

    outcome: str
    label: str
    count: int
    share: float
    selected: bool


class Ledger:
    """The asks of the documents under one page, newest document first, narrowed by outcome and agency.

    One query for all of them; a ledger of some thousand asks is still one screen of memory.
    """

    def __init__(self, page: Page, query: Mapping[str, str]) -> None:
        self._page = page
        outcomes = {entry.ask.outcome for entry in self.entries}
        self.agencies = sorted({entry.document.agency for entry in self.entries}, key=str.casefold)
        self.outcome = query.get("outcome", "") if query.get("outcome", "") in outcomes else ""
        self.agency = query.get("agency", "") if query.get("agency", "") in self.agencies else ""
        of_agency = [entry for entry in self.entries if self.agency in ("", entry.document.agency)]
        self.totals = _totals(of_agency, self.outcome)
        self.found = [entry for entry in of_agency if self.outcome in ("", entry.ask.outcome)]
        self.page = Paginator(self.found, ASKS_SHOWN).get_page(query.get("page"))

    @cached_property
    def entries(self) -> list[LedgerEntry]:
        """Every ask."""
        from content.library.models import PolicyAsk, PolicyDocumentPage  # noqa: PLC0415 - the models use the ledger

        documents = published_children(PolicyDocumentPage, self._page)
        asks = PolicyAsk.objects.filter(page__in=documents.values("pk")).select_related("page__locale")
        base = self._page.get_url() or ""
        return [
            LedgerEntry(ask, ask.page, f"{base}{ask.page.slug}/")
            for ask in asks.order_by("-page__submitted_on", "page_id", "sort_order", "pk").defer("page__body")
        ]

    @property
    def fictional(self) -> list[str]:
        """The made-up organisations whose asks are among these."""
        return sorted({entry.document.fictional_organisation for entry in self.entries} - {""})


def _totals(entries: list[LedgerEntry], selected: str) -> list[LedgerTotal]:
    from content.library.models import PolicyAsk  # noqa: PLC0415 - the models use the ledger

    counted = [
        (str(value), str(label), sum(entry.ask.outcome == value for entry in entries))
        for value, label in PolicyAsk.Outcome.choices
    ]
    return [
        LedgerTotal(value, label, count, round(100 * count / len(entries), 2), value == selected)
        for value, label, count in counted
        if count
    ]


def ledger_csv(ledger: Ledger) -> str:
    """The ledger as CSV with a heading row; texts that a spreadsheet would run as a formula are quoted.

    The guard is OWASP's (CSV injection): a leading apostrophe.
    """
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(
        [
            *(_("Ask"), _("Outcome"), _("Date of the outcome"), _("Source"), _("Address of the source"), _("Remark")),
            *(_("Document"), _("Agency"), _("Docket"), _("Submitted"), _("Address"), _("Fictional organisation")),
        ]
    )
    for entry in ledger.found:
        ask, document = entry.ask, entry.document
        writer.writerow(
            _guarded(value)
            for value in (
                *(ask.ask, ask.get_outcome_display(), ask.outcome_on or "", ask.outcome_source, ask.outcome_url),
                *(ask.remark, document.title, document.agency, document.docket, document.submitted_on),
                *(f"{settings.PUBLIC_URL}{entry.url}", document.fictional_organisation),
            )
        )
    return target.getvalue()


def _guarded(value: Any) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
