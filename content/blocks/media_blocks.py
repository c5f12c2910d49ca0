"""Blocks of pictures, films and files."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from content.blocks.rich_text import INLINE_FEATURES, RICH_TEXT_FEATURES

FILM_TYPES = {".mp4": "video/mp4", ".webm": "video/webm"}


class PictureBlock(blocks.StructBlock):
    """A picture, with what it shows in words and who made it."""

    image = ImageChooserBlock(label=_("Image"))
    alternative = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=300,
        required=False,
        help_text=_("Read aloud to people who cannot see it. Leave it empty only for a picture that says nothing."),
    )
    decorative = blocks.BooleanBlock(label=_("The picture only decorates"), required=False)
    caption = blocks.RichTextBlock(label=_("Caption"), features=INLINE_FEATURES, required=False)

    def clean(self, value: Any) -> Any:
        """Insist on words for a picture that says something."""
        cleaned = super().clean(value)
        if not cleaned["alternative"] and not cleaned["decorative"]:
            message = _("Say what the picture shows, or mark it as decoration.")
            raise blocks.StructBlockValidationError(block_errors={"alternative": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Media")
        template = "blocks/picture.html"
        preview_template = "blocks/preview_without_choice.html"
        description = _("A picture with caption and credit")


class FilmBlock(blocks.StructBlock):
    """A film. It is not published without captions, and its words can be read."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    film = DocumentChooserBlock(label=_("Film"), help_text=_("An MP4 or WebM file."))
    captions = DocumentChooserBlock(label=_("Captions"), help_text=_("A WebVTT file (.vtt) in the film's language."))
    transcript = blocks.RichTextBlock(label=_("Everything said, as text"), features=RICH_TEXT_FEATURES, required=False)

    def clean(self, value: Any) -> Any:
        """Check that the files are a film and captions."""
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if _ending(cleaned["film"]) not in FILM_TYPES:
            errors["film"] = ValidationError(_("Choose an MP4 or WebM file."))
        if _ending(cleaned["captions"]) != ".vtt":
            errors["captions"] = ValidationError(_("Choose a WebVTT file, which ends in .vtt."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the media type of the film."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["film_type"] = FILM_TYPES.get(_ending(value["film"]), "")
        return context

    class Meta:
        icon = "media"
        label = _("Film")
        group = _("Media")
        template = "blocks/film.html"
        preview_template = "blocks/preview_without_choice.html"
        description = _("A film with captions")


class FileBlock(blocks.StructBlock):
    """One file of a list."""

    document = DocumentChooserBlock(label=_("File"))
    description = blocks.CharBlock(label=_("What is in it"), max_length=200, required=False)


class FilesBlock(blocks.StructBlock):
    """Files to download, each with its type and size."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    files = blocks.ListBlock(FileBlock(), label=_("Files"), min_num=1)

    class Meta:
        icon = "doc-full"
        label = _("Files")
        group = _("Media")
        template = "blocks/files.html"
        preview_template = "blocks/preview_without_choice.html"
        description = _("Files to download")


def _ending(document: Any) -> str:
    return PurePath(document.filename).suffix.lower() if document is not None else ""
