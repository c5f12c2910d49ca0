"""Small pieces that the demo's pages are put together from."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from wagtail.fields import StreamField
from wagtail.models import Page

from content.evidence.models import Chart, Fact

Block = dict[str, Any]


def paragraphs(*texts: str) -> Block:
    """A block of running text, one paragraph per text."""
    return {"type": "paragraph", "value": "".join(f"<p>{text}</p>" for text in texts)}


def heading(text: str) -> Block:
    """A heading block."""
    return {"type": "heading", "value": {"text": text}}


def notice(title: str, text: str) -> Block:
    """A framed remark."""
    return {"type": "notice", "value": {"kind": "information", "title": title, "text": f"<p>{text}</p>"}}


def facts(title: str, *slugs: str) -> list[Block]:
    """Facts side by side; nothing where none of them is at hand."""
    known = dict(Fact.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    shown = [{"fact": known[slug], "remark": ""} for slug in slugs if slug in known]
    return [{"type": "facts", "value": {"heading": title, "facts": shown}}] if shown else []


def charts(*slugs: str) -> list[Block]:
    """Charts in the site's main language; nothing for those that are not at hand."""
    rows = Chart.objects.filter(slug__in=slugs, locale__language_code=settings.LANGUAGE_CODE)
    known = dict(rows.values_list("slug", "pk"))
    return [{"type": "chart", "value": {"chart": known[slug]}} for slug in slugs if slug in known]


def cards(title: str, introduction: str, *pages: Page | None) -> list[Block]:
    """Cards for those of the pages that exist."""
    shown = [{"page": page.pk, "title": "", "text": ""} for page in pages if page is not None]
    return [{"type": "cards", "value": {"heading": title, "introduction": introduction, "cards": shown}}]


def call_to_action(title: str, text: str, *links: tuple[str, str]) -> Block:
    """A band with buttons, each a label and a path of this site."""
    buttons = [{"page": None, "address": address, "label": label} for label, address in links]
    return {"type": "call_to_action", "value": {"heading": title, "text": f"<p>{text}</p>", "buttons": buttons}}


def stable_key(*words: str) -> str:
    """An identifier that is the same whenever the demo is built."""
    return str(uuid5(NAMESPACE_URL, "/".join(("demo", *words))))


def ensure_page(parent: Page, model: type[Page], slug: str, fields: Mapping[str, Any]) -> tuple[Any, bool]:
    """Return the child page with this slug and whether it is new; a page that exists is left as it is."""
    existing = model.objects.child_of(parent).filter(slug=slug).first()
    if existing is not None:
        return existing, False
    page = model(slug=slug, **fields)
    complete_blocks(page)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page, True


def complete_blocks(page: Page) -> None:
    """Give the items of lists in a page's blocks their identifiers, as saving in the editor would.

    Translations refer to the parts of a page by them.
    """
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            setattr(page, field.name, [block.get_prep_value() for block in getattr(page, field.name)])
