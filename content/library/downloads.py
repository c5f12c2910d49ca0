"""Text files to download."""

from django.http import HttpResponse


def download(text: str, content_type: str, name: str) -> HttpResponse:
    """An answer that a browser saves under this name, which comes from a slug and holds no quotes."""
    return HttpResponse(
        text,
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
