"""The public pages of facts."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.evidence.fact_table import as_csv
from content.evidence.models import Fact
from content.evidence.presentation import FactPresentation, as_json, as_json_ld, present


@require_safe
def fact_page(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A fact with its source, history, conflicts and how to cite it; with a number, that version of it.

    The current version is the same page as the fact, so search engines are told the fact's lasting address; an
    older version is a page of its own.
    """
    shown = _present(slug, number)
    lasting = f"{settings.PUBLIC_URL}{reverse('evidence:fact', args=[slug])}"
    context = {
        "shown": shown,
        "fact": shown.fact,
        "structured_data": as_json_ld(shown),
        "canonical": lasting if shown.is_current else shown.citation.url,
    }
    return render(request, "evidence/fact_page.html", context)


@require_safe
def fact_json(request: HttpRequest, slug: str, number: int | None = None) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """The fact as JSON, for anyone's own program; with a number, that version of it."""
    response = JsonResponse(as_json(_present(slug, number)), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def fact_csv(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The fact with all its versions as a CSV file."""
    response = _download(as_csv(_present(slug)), "text/csv", f"{slug}.csv")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def fact_bibtex(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The citation of a version, the current one without a number, as a BibTeX file."""
    return _download(_present(slug, number).citation.bibtex(), "application/x-bibtex", f"{slug}.bib")


@require_safe
def fact_ris(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The citation of a version, the current one without a number, as an RIS file."""
    return _download(_present(slug, number).citation.ris(), "application/x-research-info-systems", f"{slug}.ris")


def _present(slug: str, number: int | None = None) -> FactPresentation:
    shown = present(get_object_or_404(Fact.objects.select_related("current", "topic"), slug=slug), number)
    if shown is None:
        raise Http404
    return shown


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
