"""The blocks that pages are written from."""

from django.apps import AppConfig


class BlocksConfig(AppConfig):
    """The blocks that pages are written from."""

    name = "content.blocks"
    label = "blocks"
    verbose_name = "Blocks"
