"""Keeps social cards in step with the pages: published pages get theirs drawn in the background."""

from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail.signals import page_published

from pmcsite.tasks import draw_social_card


def listen() -> None:
    """Connect to Wagtail's signal; called once, when the application starts."""
    page_published.connect(draw_card_after_publishing, dispatch_uid="draw_social_card")


def draw_card_after_publishing(instance: Page, **_kwargs: Any) -> None:
    """Have the page's card drawn once the publication is committed."""
    page_id = instance.pk
    transaction.on_commit(lambda: draw_social_card.delay(page_id), robust=True)
