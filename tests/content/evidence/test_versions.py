"""Versions of facts: appended in one line, with a reason, never rewritten, whatever path is taken."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from wagtail.models import ModelLogEntry

from content.evidence.models import Fact, FactConflict, FactVersion
from content.evidence.versions import FactWords, add_version, content_of, translate_version
from tests.content.factories import SourceFactory, make_fact


@pytest.mark.django_db
class TestAddVersion:
    def test_supersedes_the_current_version_and_logs_the_reason(self) -> None:
        fact = make_fact()
        first = fact.current
        assert first is not None
        second = add_version(fact, replace(content_of(first), value=Decimal(37)), reason="Recount")
        fact.refresh_from_db()
        assert fact.current == second
        assert (second.number, second.supersedes, second.reason) == (2, first, "Recount")
        entry = ModelLogEntry.objects.filter(action="evidence.fact.version").latest("timestamp")
        assert entry.data["reason"] == "Recount"

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_change_needs_a_reason(self, reason: str) -> None:
        fact = make_fact()
        assert fact.current is not None
        with pytest.raises(ValidationError) as error:
            add_version(fact, replace(content_of(fact.current), value=Decimal(1)), reason=reason)
        assert "reason" in error.value.message_dict
        assert fact.versions.count() == 1

    def test_a_figure_needs_a_source(self) -> None:
        fact = make_fact()
        assert fact.current is not None
        with pytest.raises(ValidationError):
            add_version(fact, replace(content_of(fact.current), source=None), reason="Lost it")

    def test_tells_an_editor_that_somebody_was_faster(self) -> None:
        fact = make_fact()
        assert fact.current is not None
        content = content_of(fact.current)
        add_version(fact, replace(content, value=Decimal(1)), reason="First", edited_version=1)
        with pytest.raises(ValidationError, match="version 2"):
            add_version(fact, replace(content, value=Decimal(2)), reason="Second", edited_version=1)

    def test_carries_translations_over_only_while_the_words_stay(self) -> None:
        fact = make_fact()
        assert fact.current is not None
        translate_version(fact.current, "es", FactWords("Pacientes que se beneficiaron", "por ciento"))
        content = content_of(fact.current)
        same_words = add_version(fact, replace(content, value=Decimal(37)), reason="Recount")
        assert same_words.translations.get().statement == "Pacientes que se beneficiaron"
        other_words = add_version(fact, replace(content, statement="Patients cured"), reason="Clearer")
        assert not other_words.translations.exists()


@pytest.mark.django_db
class TestTheDatabaseRefuses:
    def test_rewriting_a_version(self) -> None:
        fact = make_fact()
        with pytest.raises(IntegrityError), transaction.atomic():
            FactVersion.objects.filter(fact=fact).update(statement="Rewritten")

    def test_deleting_a_version(self) -> None:
        fact = make_fact()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM evidence_factversion WHERE fact_id = %s", [fact.pk])

    def test_forking_the_line(self) -> None:
        fact = make_fact()
        first = fact.current
        assert first is not None
        add_version(fact, replace(content_of(first), value=Decimal(2)), reason="Second")
        with pytest.raises(IntegrityError), transaction.atomic():
            FactVersion.objects.create(fact=fact, number=2, supersedes=first, reason="Fork", statement="Fork")

    def test_superseding_a_version_of_another_fact_or_skipping_one(self) -> None:
        one, other = make_fact("one"), make_fact("other")
        for number, supersedes in ((2, other.current), (3, one.current)):
            with pytest.raises(IntegrityError), transaction.atomic():
                FactVersion.objects.create(
                    fact=one, number=number, supersedes=supersedes, reason="Wrong", statement="Wrong"
                )

    def test_a_current_version_of_another_fact(self) -> None:
        one, other = make_fact("one"), make_fact("other")
        with pytest.raises(IntegrityError), transaction.atomic():
            Fact.objects.filter(pk=one.pk).update(current=other.current)

    def test_replacing_in_a_circle(self) -> None:
        one, two, three = (make_fact(slug) for slug in ("one", "two", "three"))
        Fact.objects.filter(pk=one.pk).update(replaced_by=two)
        Fact.objects.filter(pk=two.pk).update(replaced_by=three)
        for last in (one, two, three):
            with pytest.raises(IntegrityError), transaction.atomic():
                Fact.objects.filter(pk=three.pk).update(replaced_by=last)

    def test_recording_one_conflict_twice(self) -> None:
        one, other = make_fact("one"), make_fact("other")
        FactConflict.objects.create(first=one, second=other, explanation="They differ")
        with pytest.raises(IntegrityError), transaction.atomic():
            FactConflict.objects.create(first=other, second=one, explanation="They differ")

    def test_a_figure_without_a_source(self) -> None:
        fact = Fact.objects.create(slug="unsourced")
        with pytest.raises(IntegrityError), transaction.atomic():
            FactVersion.objects.create(fact=fact, number=1, statement="From nowhere", value=Decimal(1))


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_make_one_line() -> None:
    fact = make_fact()
    assert fact.current is not None
    content = content_of(fact.current)

    def edit(value: int) -> str:
        try:
            add_version(Fact.objects.get(pk=fact.pk), replace(content, value=Decimal(value)), reason=str(value))
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(edit, range(8))) == ["done"] * 8
    versions = list(FactVersion.objects.filter(fact=fact).order_by("number"))
    assert [version.number for version in versions] == list(range(1, 10))
    assert [version.supersedes_id for version in versions[1:]] == [version.pk for version in versions[:-1]]
    assert Fact.objects.get(pk=fact.pk).current == versions[-1]


@pytest.mark.django_db
def test_the_author_can_be_erased_without_touching_what_was_said() -> None:
    from tests.members.factories import MemberFactory

    author = MemberFactory.create()
    fact = Fact.objects.create(slug="written")
    from content.evidence.versions import FactContent

    version = add_version(fact, FactContent("Something", Decimal(1), source=SourceFactory()), by=author)
    FactVersion.objects.filter(created_by=author).update(created_by=None)
    version.refresh_from_db()
    assert (version.created_by, version.statement) == (None, "Something")
