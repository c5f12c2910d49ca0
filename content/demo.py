"""Builds what the coalition publishes in the demo: facts, plans, pages and their Spanish translations."""

from django.db import transaction

from content.demonstration.charts import build_charts
from content.demonstration.facts import build_facts
from content.demonstration.pages import build_pages
from content.demonstration.translation import translate_pages
from content.pages.first_pages import lay_first_pages


def build_demo() -> None:
    """Lay the demo's content; whatever exists already is left as it is, so a second run changes nothing.

    Each translation is a transaction of its own: wagtail-localize publishes when it is committed, and a
    later commit would write back how many children the page had before.
    """
    with transaction.atomic():
        build_facts()
        build_charts()
        home = lay_first_pages()
        build_pages(home)
    translate_pages(home)
