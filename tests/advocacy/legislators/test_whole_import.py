"""The whole real input, imported once for this module: totals, look-ups, pages, and nothing changed by a second run."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from advocacy.legislators.importing.districts import import_districts
from advocacy.legislators.importing.legislators import import_legislators
from advocacy.legislators.lookup import (
    committees_of,
    district_by_name,
    districts_for_zip,
    districts_of_state,
    holders_of_districts,
    letter_offices,
    representatives_for,
    senators_of,
    state_committees,
    state_legislators,
)
from advocacy.legislators.models import (
    Chamber,
    Committee,
    DistrictOutline,
    ImportRun,
    Office,
    Person,
    Term,
    ZipDistrict,
)
from advocacy.legislators.point_lookup import district_for_point
from advocacy.legislators.states import STATES, WITHOUT_ZIP_AREAS
from tests.advocacy.legislators.public_data import DISTRICTS, FOLDER, needs_public_data

TODAY = date(2026, 11, 23)

pytestmark = [needs_public_data, pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _imported(django_db_setup, django_db_blocker):
    """Import everything inside a transaction that the end of the module rolls back."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_legislators(str(FOLDER))
        import_districts(str(DISTRICTS))
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_arguments: TODAY)


def test_the_totals_are_those_of_the_publishers():
    people = Person.objects.values_list("publisher", flat=True)
    assert (list(people).count("congress"), list(people).count("openstates")) == (537, 7453)
    committees = Committee.objects.filter(publisher="congress")
    assert committees.filter(parent=None).count() == 49
    assert committees.exclude(parent=None).count() == 181
    assert Committee.objects.filter(publisher="openstates").count() == 2758
    assert Office.objects.filter(kind="district", person__publisher="congress").count() == 1312
    assert ZipDistrict.objects.values("zip_code").distinct().count() == 33774
    assert ZipDistrict.objects.count() == 42033
    assert DistrictOutline.objects.filter(kind="boundary").count() == 437
    assert DistrictOutline.objects.filter(kind="hexagon").count() == 436
    assert Term.objects.current().filter(person__publisher="openstates").count() == 7451
    assert Office.objects.exclude(email="").count() == 7439
    assert not Office.objects.exclude(email="").filter(person__publisher="congress").exists()


def test_the_log_tells_source_vintage_and_counts():
    run = ImportRun.objects.get(source="openstates")
    assert (run.vintage, run.revision[:7], run.status) == (date(2026, 8, 5), "934bf09", "succeeded")
    assert run.counts["people"] == {"added": 7453, "changed": 0, "ended": 0, "unchanged": 0}
    assert any("data/us: 782 files repeat" in warning for warning in run.warnings)
    assert len(run.content_hash) == 64
    assert ImportRun.objects.get(source="congress").newest_entry == date(2026, 6, 10)


def test_a_second_run_changes_nothing(capsys):
    call_command("import_legislators", str(FOLDER))
    call_command("import_districts", str(DISTRICTS))
    runs = ImportRun.objects.all()[:5]
    assert {run.source for run in runs} == {"congress", "openstates", "zip-areas", "outlines", "hexagons"}
    for run in runs:
        assert run.message == "Nothing has changed."
        for counts in run.counts.values():
            assert (counts["added"], counts["changed"], counts["ended"]) == (0, 0, 0)
    assert "33,774" in capsys.readouterr().out


def test_every_house_district_has_one_seat_and_every_state_two_senators():
    seats = holders_of_districts([district for state in STATES for district in districts_of_state(state)])
    assert len(seats) == 441
    vacant = sorted(row.district.short_name for row in seats if row.is_vacant)
    assert vacant == ["CA-14", "FL-20", "GA-13", "TX-23"]
    senators = {state: senators_of(state) for state in STATES}
    assert all(len(rows) == (2 if STATES[state].senate_classes else 0) for state, rows in senators.items())
    assert not any(row.is_vacant for rows in senators.values() for row in rows)


@pytest.mark.parametrize(
    ("zip_code", "kind", "districts"),
    [
        ("20001", "one", ["DC at large"]),
        ("99734", "one", ["AK at large"]),
        ("00985", "one", ["PR at large"]),
        ("10001", "split", ["NY-10", "NY-12"]),
        ("00501", "unknown", []),
        ("96799", "unknown", []),
    ],
)
def test_a_zip_code_gives_its_districts(zip_code, kind, districts):
    found = districts_for_zip(zip_code)
    assert (found.kind, [district.short_name for district in found.districts]) == (kind, districts)


def test_a_zip_area_in_two_states_names_both():
    crossing = (
        ZipDistrict.objects.filter(zip_code__in=ZipDistrict.objects.filter(district__state="AL").values("zip_code"))
        .exclude(district__state="AL")
        .first()
    )
    found = districts_for_zip(crossing.zip_code)
    assert found.kind == "split"
    assert set(found.states) == {"AL", crossing.district.state}


def test_at_large_is_one_district_however_it_is_written():
    names = ["AK-0", "AK-00", "AK-AL", "ak-98"]
    assert len({district_by_name(name).pk for name in names}) == 1


@pytest.mark.parametrize(("state", "title"), [("DC", "Delegate"), ("GU", "Delegate"), ("PR", "Resident Commissioner")])
def test_delegates_are_called_delegates_and_have_no_senators(state, title):
    (district,) = districts_of_state(state)
    (row,) = representatives_for(district)
    assert title in row.title
    assert not row.is_vacant
    assert (district.zip_areas.exists()) is (state not in WITHOUT_ZIP_AREAS)


def test_holders_stay_after_their_terms_were_due_to_end():
    ohio = [row.person.name for row in senators_of("OH", date(2027, 6, 1))]
    assert "Jon Husted" in ohio
    assert len([row for row in holders_of_districts(districts_of_state("CA"), date(2027, 6, 1)) if row.person]) == 51


def test_state_legislators_by_chamber_and_search():
    texas = state_legislators("tx")
    assert (len(texas), len(state_legislators("TX", chamber="upper"))) == (181, 31)
    assert [row.person.family_name for row in state_legislators("TX", search="adam hinojosa")] == ["Hinojosa"]
    assert len(state_legislators("NH", chamber="lower")) == 391
    assert {row.chamber.kind for row in state_legislators("NE")} == {"legislature"}
    assert len(state_legislators("DC")) == 12


def test_every_state_has_a_health_committee():
    with_health = {code for code in STATES if code not in WITHOUT_ZIP_AREAS and state_committees(code, "health")}
    assert frozenset(STATES) - WITHOUT_ZIP_AREAS - with_health == set()


def test_letters_find_an_office_for_everyone():
    people = [row.person for row in state_legislators("CA")]
    offices = letter_offices(people)
    assert set(offices) == {person.pk for person in people}
    shared = [office.email for office in offices.values() if office.email.startswith("assemblymember.gonzalez@")]
    assert len(shared) == 2
    assert not any(office.email for office in letter_offices([row.person for row in senators_of("CA")]).values())


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "kind", "districts"),
    [
        ("Denver", 39.74, -104.98, "one", ["CO-1"]),
        ("Anchorage", 61.2, -149.9, "one", ["AK at large"]),
        ("San Juan", 18.40, -66.06, "one", ["PR at large"]),
        ("Philadelphia", 39.95, -75.16, "near_edge", ["PA-2", "PA-3"]),
        ("the Atlantic", 30.0, -50.0, "outside", []),
    ],
)
def test_a_point_gives_its_district_and_near_an_edge_several(place, latitude, longitude, kind, districts):
    found = district_for_point(latitude, longitude)
    assert (found.kind, sorted(district.short_name for district in found.districts)) == (kind, districts)


def test_tybee_island_lies_in_no_outline():
    found = district_for_point(32.0, -80.845)
    assert found.kind == "outside"
    assert found.districts[0].short_name == "GA-1"


@pytest.mark.parametrize("point", [(91, 0), (0, 181), (float("nan"), 0)])
def test_a_point_that_is_nowhere_is_refused(point):
    with pytest.raises(ValueError, match="latitude"):
        district_for_point(*point)


def test_a_person_s_committees_name_their_parents():
    person = Person.objects.get(publisher_id="P000145")
    memberships = committees_of(person)
    assert len(memberships) >= 10
    assert any(row.committee.parent for row in memberships)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/legislators/", 12),
        ("/legislators/?zip=20001", 22),
        ("/legislators/?zip=10001", 18),
        ("/legislators/?district=CA-14", 22),
        ("/legislators/?state=CA", 22),
        ("/legislators/states/", 12),
        ("/legislators/states/nh/", 14),
        ("/legislators/people/alex-padilla-p000145/", 16),
        ("/es/legislators/?zip=20001", 22),
    ],
)
def test_pages_stay_within_their_query_budget_and_set_no_cookie(client, django_assert_max_num_queries, address, most):
    client.get(address)
    with django_assert_max_num_queries(most):
        response = client.get(address)
    assert response.status_code == 200
    assert response.cookies == {}
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_a_committee_s_page(client):
    committee = Committee.objects.get(publisher_id="HSIF14")
    response = client.get(f"/legislators/committees/{committee.pk}/")
    text = response.content.decode()
    assert "Health" in text
    assert "unitedstates/congress-legislators" in text


def test_a_vacancy_is_shown_as_one(client):
    text = client.get("/legislators/?district=GA-13").content.decode()
    assert "This seat is vacant" in text
    assert text.count("U.S. Senator") == 2
    assert 'href="tel:+1202' in text


def test_chambers_carry_the_words_of_their_state():
    names = {code: Chamber.objects.get(legislature__code=code, kind="lower").name for code in ("ca", "nj", "va", "tx")}
    assert names == {
        "ca": "Assembly",
        "nj": "General Assembly",
        "va": "House of Delegates",
        "tx": "House of Representatives",
    }
