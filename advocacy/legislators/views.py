"""The public look-up of legislators: by ZIP code, by state, by person. The same for every visitor, no cookie."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocacy.legislators.forms import SearchForm, StateForm, ZipCodeForm
from advocacy.legislators.lookup import (
    Representation,
    committees_of,
    district_by_name,
    districts_for_zip,
    districts_of_state,
    holders_of_districts,
    load_contacts,
    person_by_slug,
    representations_of,
    representatives_for,
    senators_of,
    state_committees,
    state_legislators,
    with_contacts,
)
from advocacy.legislators.models import Committee, District, DistrictOutline, ImportRun, Legislature, Person
from advocacy.legislators.outline_drawing import Drawing, draw_outline
from advocacy.legislators.states import FICTIONAL_STATE, STATES, WITH_LEGISLATURE_DATA, state_name
from advocacy.legislators.topics import TOPIC_LABELS
from advocacy.legislators.vintage import vintages

_FEDERAL = (ImportRun.Source.CONGRESS, ImportRun.Source.ZIP_AREAS, ImportRun.Source.OUTLINES)


@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Answer a ZIP code, a state, or a district chosen from a split one, with the people who represent it."""
    context: dict[str, Any] = {
        "breadcrumbs": _trail(),
        "form": ZipCodeForm(auto_id="id_%s"),
        "state_form": StateForm(),
        "legislature_form": StateForm(codes=sorted(WITH_LEGISLATURE_DATA), auto_id="legislature_%s"),
    }
    if "zip" in request.GET:
        context |= _answer_zip(request)
    elif request.GET.get("state"):
        context |= _answer_state(request.GET["state"].upper())
    if wanted := request.GET.get("district"):
        district = district_by_name(wanted[:12])
        if district is None:
            raise Http404("no such district")
        context |= _answer_district(district)
    context["vintages"] = vintages(*_FEDERAL)
    context["has_fiction"] = Legislature.objects.filter(is_fictional=True).exists()
    return render(request, "legislators/lookup.html", context)


@require_safe
def choose_state(request: HttpRequest) -> HttpResponse:
    """Lead from the state chosen in the form to its page, or list the states."""
    codes = Legislature.objects.exclude(state="").order_by("state").values_list("state", "is_fictional")
    known = [
        {
            "code": code,
            "name": state_name(code),
            "url": reverse("legislators:state", args=[code.lower()]),
            "fictional": fiction,
        }
        for code, fiction in codes
    ]
    wanted = request.GET.get("state", "").upper()
    if wanted in {row["code"] for row in known}:
        return state(request, wanted.lower())
    return render(
        request,
        "legislators/states.html",
        {
            "breadcrumbs": _trail((_("State legislatures"), "")),
            "states": sorted(known, key=lambda row: str(row["name"])),
            "vintages": vintages(ImportRun.Source.OPENSTATES),
        },
    )


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """List who sits in a state's legislature, by chamber and district."""
    legislature = Legislature.objects.filter(state=code.upper()).first()
    if legislature is None:
        raise Http404("no such legislature")
    form = SearchForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    rows = state_legislators(legislature.state, search=search)
    chambers = [
        {"chamber": chamber, "rows": list(members)} for chamber, members in groupby(rows, key=lambda row: row.chamber)
    ]
    chosen = request.GET.get("topic", "")
    committees = state_committees(legislature.state, chosen if chosen in TOPIC_LABELS else "health")
    return render(
        request,
        "legislators/state.html",
        {
            "breadcrumbs": _trail(
                (_("State legislatures"), reverse("legislators:states")), (state_name(legislature.state), "")
            ),
            "legislature": legislature,
            "name": state_name(legislature.state),
            "form": form,
            "search": search,
            "chambers": chambers,
            "committees": committees,
            "vintages": vintages(ImportRun.Source.OPENSTATES),
        },
    )


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one legislator: seat, offices, committees, and where it is known from."""
    found = person_by_slug(slug)
    if found is None:
        raise Http404("no such person")
    seats = representations_of(found)
    load_contacts([found])
    first = seats[0] if seats else None
    is_federal = found.publisher == "congress"
    return render(
        request,
        "legislators/person.html",
        {
            "breadcrumbs": _trail(*_steps_to(found, first)),
            "person": found,
            "seats": seats,
            "memberships": committees_of(found),
            "drawing": _drawing(first.district) if first else None,
            "is_fictional": found.publisher == "fictional",
            "vintages": vintages(ImportRun.Source.CONGRESS if is_federal else ImportRun.Source.OPENSTATES),
        },
    )


@require_safe
def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who sits on a committee."""
    found = Committee.objects.filter(pk=pk).select_related("legislature", "chamber", "parent").first()
    if found is None:
        raise Http404("no such committee")
    members = sorted(
        found.memberships.filter(effective_until__isnull=True).select_related("person"),
        key=lambda row: (not row.role, row.side != "majority", row.rank or 0, row.name),
    )
    state_code = found.legislature.state
    steps = [(state_name(state_code), reverse("legislators:state", args=[state_code.lower()]))] if state_code else []
    return render(
        request,
        "legislators/committee.html",
        {
            "breadcrumbs": _trail(*steps, (found.name, "")),
            "committee": found,
            "members": members,
            "topics": [TOPIC_LABELS[topic] for topic in found.topics or [] if topic in TOPIC_LABELS],
            "subcommittees": found.subcommittees.filter(effective_until__isnull=True).order_by("name"),
            "vintages": vintages(
                ImportRun.Source.OPENSTATES if state_code else ImportRun.Source.CONGRESS,
            ),
        },
    )


def _answer_zip(request: HttpRequest) -> dict[str, Any]:
    form = ZipCodeForm(request.GET)
    if not form.is_valid():
        return {"form": form}
    found = districts_for_zip(form.cleaned_data["zip"])
    answer: dict[str, Any] = {"form": form, "found": found}
    if found.kind == "one":
        answer |= _answer_district(found.districts[0])
    elif found.kind == "split":
        answer["choices"] = _choices(list(found.districts), found.zip_code)
    return answer


def _answer_state(code: str) -> dict[str, Any]:
    if code not in STATES and code != FICTIONAL_STATE.code:
        return {"state_form": StateForm({"state": code})}
    districts = districts_of_state(code)
    if len(districts) == 1:
        return _answer_district(districts[0]) | {"state": code}
    senators = with_contacts(senators_of(code))
    return {
        "state": code,
        "state_name": state_name(code),
        "representations": senators,
        "choices": _choices(districts, ""),
        "legislature_url": _legislature_url(code),
    }


def _answer_district(district: District) -> dict[str, Any]:
    rows = with_contacts(representatives_for(district))
    return {
        "district": district,
        "drawing": _drawing(district),
        "representations": rows,
        "choices": None,
        "state_name": state_name(district.state),
        "legislature_url": _legislature_url(district.state),
        "is_fictional": district.chamber.legislature.is_fictional,
    }


def _choices(districts: list[District], zip_code: str) -> list[dict[str, Any]]:
    drawings = {
        outline.district_id: draw_outline(outline)
        for outline in DistrictOutline.objects.current().filter(
            district__in=districts, kind=DistrictOutline.Kind.BOUNDARY
        )
    }
    query = f"&zip={zip_code}" if zip_code else ""
    holders = {row.district.pk: row for row in holders_of_districts(districts)}
    return [
        {
            "district": district,
            "url": f"{reverse('legislators:lookup')}?district={district.state}-{district.code}{query}",
            "drawing": drawings.get(district.pk),
            "holder": holders.get(district.pk),
        }
        for district in districts
    ]


def _drawing(district: District) -> Drawing | None:
    outline = DistrictOutline.objects.current().filter(district=district, kind=DistrictOutline.Kind.BOUNDARY).first()
    return draw_outline(outline) if outline else None


def _legislature_url(code: str) -> str:
    if code not in WITH_LEGISLATURE_DATA and code != FICTIONAL_STATE.code:
        return ""
    return reverse("legislators:state", args=[code.lower()])


def _steps_to(found: Person, seat: Representation | None) -> list[tuple[str, str]]:
    steps = []
    if seat and seat.chamber.legislature.state:
        code = seat.chamber.legislature.state
        steps.append((state_name(code), reverse("legislators:state", args=[code.lower()])))
    return [*steps, (found.name, "")]


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Home"), reverse("wagtail_serve", args=[""])), (_("Legislators"), reverse("legislators:lookup")), *steps]
