"""The pages of one pathway block by itself: for frames on other sites, and as pictures."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe
from wagtail.models import Page

from content.blocks.pathway_block import WhatIf, pathways_on
from content.evidence.chart_views import STYLE_HASH


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # its types know no view with arguments
def embed(request: HttpRequest, page_id: int, block_id: UUID) -> HttpResponse:
    """The pathway with its what-if and citation, for frames on other sites; nothing on it changes anything here."""
    page, block, shown = _find(page_id, block_id)
    context = block.block.get_context(block.value, {"page": page, "block": block})
    return render(request, "blocks/pathway_embed.html", {**context, "page": page, "what_if": shown})


@require_safe
@csp_update({"style-src": [STYLE_HASH]})  # type: ignore[arg-type]  # see above
def svg(request: HttpRequest, page_id: int, block_id: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The stages as an SVG file with its own colours."""
    return _picture(_find(page_id, block_id)[2].svg(), "image/svg+xml; charset=utf-8", "pathway.svg")


@require_safe
def png(request: HttpRequest, page_id: int, block_id: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The stages as a PNG picture, for mail and for sharing."""
    return _picture(_find(page_id, block_id)[2].png(), "image/png", "pathway.png")


def _find(page_id: int, block_id: UUID) -> tuple[Page, Any, WhatIf]:
    """The published block that anybody may see, by the id that it keeps when blocks are moved."""
    page = Page.objects.live().public().filter(pk=page_id).select_related("locale").first()
    if page is not None:
        specific = page.specific
        for block, shown in pathways_on(specific):
            if block.id == str(block_id):
                return specific, block, shown
    raise Http404


def _picture(data: str | bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type=content_type,
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "public, max-age=300",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )
