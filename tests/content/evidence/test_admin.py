"""Staff edit facts: a change needs a reason and becomes a version; nothing is deleted."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content.evidence.models import Fact
from tests.content.factories import SourceFactory, make_fact
from tests.content.staff import staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return staff_client(superuser=True)


def answers(fact: Fact | None, **changes: Any) -> dict[str, Any]:
    version = fact.current if fact else None
    data: dict[str, Any] = {
        "slug": fact.slug if fact else "new-fact",
        "position": 0,
        "statement": version.statement if version else "Patients",
        "value": version.value if version else "12",
        "qualifier": version.qualifier if version else "",
        "unit": version.unit if version else "percent",
        "display": "",
        "population": "",
        "period": "",
        "as_of": "",
        "source": version.source_id if version else SourceFactory().pk,
        "note": "",
        "reason": "",
        "edited_version": version.number if version else 0,
    }
    return data | changes


def edit(client: Client, fact: Fact, **changes: Any) -> Any:
    url = reverse("wagtailsnippets_evidence_fact:edit", args=[fact.pk])
    return client.post(url, answers(fact, **changes))


def test_a_new_fact_gets_its_first_version(editor: Client) -> None:
    response = editor.post(reverse("wagtailsnippets_evidence_fact:add"), answers(None, statement_es="Pacientes"))
    assert response.status_code == 302
    fact = Fact.objects.get(slug="new-fact")
    assert fact.current is not None
    assert (fact.current.number, fact.current.created_by) == (1, fact.current.created_by)
    assert fact.current.created_by is not None
    assert fact.current.translations.get(language="es").statement == "Pacientes"


def test_a_change_without_a_reason_is_refused_in_words(editor: Client) -> None:
    fact = make_fact()
    response = edit(editor, fact, value="40")
    assert response.status_code == 200
    assert "Say why the fact changes" in response.content.decode()
    assert fact.versions.count() == 1


def test_a_change_with_a_reason_becomes_a_version(editor: Client) -> None:
    fact = make_fact()
    assert edit(editor, fact, value="40", reason="Recount").status_code == 302
    fact.refresh_from_db()
    assert fact.current is not None
    assert (fact.current.number, fact.current.value, fact.current.reason) == (2, Decimal(40), "Recount")


def test_saving_without_a_change_adds_no_version(editor: Client) -> None:
    fact = make_fact()
    assert edit(editor, fact, review_by="2027-01-01").status_code == 302
    fact.refresh_from_db()
    assert fact.versions.count() == 1
    assert str(fact.review_by) == "2027-01-01"


def test_the_slower_of_two_editors_is_told(editor: Client) -> None:
    fact = make_fact()
    edit(editor, fact, value="40", reason="Recount")
    response = edit(editor, fact, value="41", reason="Another", edited_version=1)
    assert "Somebody saved version 2" in response.content.decode()
    assert fact.versions.count() == 2


def test_facts_cannot_replace_each_other_in_a_circle(editor: Client) -> None:
    one, other = make_fact("one"), make_fact("other")
    assert edit(editor, one, replaced_by=other.pk).status_code == 302
    response = edit(editor, other, replaced_by=one.pk)
    assert "in a circle" in response.content.decode()


def test_nobody_deletes_a_fact(editor: Client) -> None:
    fact = make_fact()
    url = reverse("wagtailsnippets_evidence_fact:delete", args=[fact.pk])
    assert editor.post(url).status_code in {302, 403}
    assert Fact.objects.filter(pk=fact.pk).exists()


def test_editing_needs_permission() -> None:
    fact = make_fact()
    edit(staff_client(), fact, value="40", reason="Recount")
    assert fact.versions.count() == 1
    assert edit(staff_client("change_fact"), fact, value="40", reason="Recount").status_code == 302
    assert fact.versions.count() == 2


@pytest.mark.parametrize("name", ["list", "add"])
def test_staff_pages_open(editor: Client, name: str) -> None:
    make_fact()
    for model in ("fact", "source", "evidencetopic", "factconflict"):
        assert editor.get(reverse(f"wagtailsnippets_evidence_{model}:{name}")).status_code == 200


def test_the_chooser_tells_the_editor_the_figure(editor: Client) -> None:
    fact = make_fact()
    answer = editor.get(reverse("wagtailsnippetchoosers_evidence_fact:chosen", args=[fact.pk])).json()
    assert answer["result"]["title"] == "36 percent"
    assert answer["result"]["prefer_this_title_as_link_text"] is True
    assert answer["result"]["token"] == "{{ fact.example-fact }}"
