"""The ledger of asks: what was asked, what came of it, in HTML and CSV, and what plans count."""

import csv
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from content.library.models import PolicyAsk
from content.plans.live_metrics import measure_live_metric
from tests.content.library.factories import make_ledger, make_policy_document
from tests.content.pages.test_pages import spanish_copy

pytestmark = pytest.mark.django_db
Outcome = PolicyAsk.Outcome


def granted(text: str = "Pay for the test", **fields: Any) -> PolicyAsk:
    return PolicyAsk(
        **{
            "ask": text,
            "outcome": Outcome.GRANTED,
            "outcome_on": date(2026, 6, 1),
            "outcome_source": "Final rule of the Example Agency",
            **fields,
        }
    )


def table(client: Client, path: str) -> list[list[str]]:
    page = BeautifulSoup(client.get(path).content, "html.parser")
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in page.select(".ledger tbody tr")
    ]


class TestLedger:
    def test_lists_each_ask_with_whom_and_outcome_newest_document_first(self, client: Client) -> None:
        ledger = make_ledger()
        make_policy_document(ledger, granted(), title="Old letter", docket="EX-2026-1")
        make_policy_document(
            ledger,
            PolicyAsk(ask="Answer sooner"),
            title="New letter",
            submitted_on=date(2026, 2, 2),
            agency="Committee",
        )
        rows = table(client, "/asked/")
        assert rows[0] == ["Answer sooner New letter", "Committee", "Pending asked on Feb. 2, 2026"]
        assert rows[1][0] == "Pay for the test Old letter"
        assert rows[1][1] == "Example Agency EX-2026-1"
        assert rows[1][2] == "Granted June 1, 2026 Source: Final rule of the Example Agency"

    def test_narrows_by_outcome_and_agency_and_counts(self, client: Client) -> None:
        ledger = make_ledger()
        make_policy_document(ledger, granted(), PolicyAsk(ask="Answer sooner"))
        make_policy_document(ledger, granted("Other"), title="Other letter", agency="Committee")
        assert [row[0] for row in table(client, "/asked/?outcome=granted&agency=Committee")] == ["Other Other letter"]
        assert len(table(client, "/asked/?outcome=nonsense&agency=%00&page=999999")) == 3
        totals = BeautifulSoup(client.get("/asked/").content, "html.parser").select(".ledger-totals__item")
        assert [" ".join(total.get_text().split()) for total in totals] == ["1 Pending", "2 Granted"]

    def test_csv_has_the_same_rows_and_runs_no_formula(self, client: Client) -> None:
        make_policy_document(make_ledger(), granted("=HYPERLINK(1)"), PolicyAsk(ask="Answer sooner"))
        response = client.get("/asked/csv/?outcome=granted")
        rows = list(csv.reader(StringIO(response.content.decode())))
        assert len(rows) == 2
        assert rows[1][0] == "'=HYPERLINK(1)"
        assert rows[1][1:3] == ["Granted", "2026-06-01"]

    def test_leaves_out_what_is_not_published_and_says_when_empty(self, client: Client) -> None:
        ledger = make_ledger()
        assert "No ask has been published yet." in client.get("/asked/").content.decode()
        make_policy_document(ledger, granted()).unpublish()
        assert table(client, "/asked/") == []

    def test_spanish_ledger_lists_spanish_asks(self, client: Client) -> None:
        ledger = make_ledger()
        document = make_policy_document(ledger, granted())
        spanish_copy(ledger, "Pedido y logrado")
        copy = spanish_copy(document, "Una carta")
        copy.asks.update(ask="Pagar la prueba")
        assert table(client, "/es/asked/")[0][0] == "Pagar la prueba Una carta"
        assert table(client, "/asked/")[0][0] == "Pay for the test A letter"

    def test_what_the_pages_cost(self, client: Client, django_assert_max_num_queries: Any) -> None:
        ledger = make_ledger()
        for number in range(8):
            document = make_policy_document(
                ledger, *(granted(f"Ask {each}") for each in range(8)), title=f"Letter {number}"
            )
        for path, most in (("/asked/", 9), (document.url, 12)):
            client.get(path)
            with django_assert_max_num_queries(most):
                assert client.get(path).status_code == 200


class TestOutcome:
    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"outcome_on": None}, "outcome_on"),
            ({"outcome_source": ""}, "outcome_source"),
            ({"outcome": Outcome.PENDING}, "outcome_on"),
            ({"outcome_on": timezone.localdate() + timedelta(days=2)}, "outcome_on"),
        ],
    )
    def test_needs_its_date_and_source(self, fields: dict[str, Any], wrong: str) -> None:
        with pytest.raises(ValidationError) as caught:
            granted(**fields).clean()
        assert list(caught.value.message_dict) == [wrong]

    def test_the_database_refuses_one_without(self) -> None:
        document = make_policy_document(make_ledger(), granted())
        for change in ({"outcome_on": None}, {"outcome_source": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                document.asks.update(**change)


def test_plans_count_asks_of_published_documents_once(client: Client) -> None:
    ledger = make_ledger()
    document = make_policy_document(
        ledger, granted(), granted("Half", outcome=Outcome.PARTLY), PolicyAsk(ask="Answer sooner")
    )
    make_policy_document(ledger, granted("Draft"), title="Draft").unpublish()
    spanish_copy(ledger, "Pedido")
    spanish_copy(document, "Una carta")
    assert measure_live_metric("library.asks_made") == 3
    assert measure_live_metric("library.asks_granted") == 2
    assert measure_live_metric("library.policy_documents") == 1
