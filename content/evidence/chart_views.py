"""The public pages and files of charts."""

import base64
import hashlib

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from content.charts.drawing import stylesheet
from content.evidence.charts import ChartValue, chart_by_slug

_DIGEST = hashlib.sha256(stylesheet(for_screens=True).encode()).digest()
STYLE_HASH = f"'sha256-{base64.b64encode(_DIGEST).decode()}'"


@require_safe
def chart_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A chart with its table, its files, where its figures come from and how to embed it."""
    chart = _chart(slug)
    context = {
        "chart": chart,
        "embed_url": f"{settings.PUBLIC_URL}{reverse('evidence:chart_embed', args=[slug])}",
        "canonical": f"{settings.PUBLIC_URL}{chart.url}",
    }
    return render(request, "evidence/chart_page.html", context)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # its types know no view with arguments
def chart_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The chart alone with its citation, for frames on other sites; nothing on it can be pressed but links."""
    return render(request, "evidence/chart_embed.html", {"chart": _chart(slug)})


@require_safe
def chart_png(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The chart as a PNG picture, for mail and for sharing."""
    return _picture(_chart(slug).png(), "image/png", slug, "png")


@require_safe
@csp_update({"style-src": [STYLE_HASH]})  # type: ignore[arg-type]  # see above
def chart_svg(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The chart as an SVG file with its own colours."""
    return _picture(_chart(slug).svg().encode(), "image/svg+xml; charset=utf-8", slug, "svg")


@require_safe
def chart_csv(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The figures of a chart as CSV."""
    return HttpResponse(
        _chart(slug).csv(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}.csv"', "Access-Control-Allow-Origin": "*"},
    )


def _picture(data: bytes, content_type: str, slug: str, ending: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type=content_type,
        headers={
            "Content-Disposition": f'inline; filename="{slug}.{ending}"',
            "Cache-Control": "public, max-age=300",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


def _chart(slug: str) -> ChartValue:
    chart = chart_by_slug(slug)
    if chart is None or chart.problems:
        raise Http404
    return chart
