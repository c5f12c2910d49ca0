"""Images and documents that pages use."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Images and documents that pages use."""

    name = "content.media"
    label = "media"
    verbose_name = "Media"
