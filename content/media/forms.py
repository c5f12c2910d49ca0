"""The image form: looks at a file's header before anything decodes it, and refuses what is no whole picture."""

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class CarefulImageField(WagtailImageField):
    """Wagtail's field decodes a picture before it counts its pixels, and fails on one that is cut short.

    A file of a few hundred kilobytes may decode to hundreds of megabytes; so the size its header promises is
    checked first, and whatever a decoder stumbles over becomes words for the person who uploads.
    """

    def to_python(self, data: Any) -> Any:
        """Check the header, then as Wagtail does; raises ValidationError."""
        if data not in self.empty_values:
            self._check_promised_size(data)
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        except Exception as error:
            message = _("This file is damaged or not a whole picture. Export it again and upload that.")
            raise ValidationError(message, code="invalid_image") from error

    def _check_promised_size(self, data: Any) -> None:
        if hasattr(data, "seek"):
            data.seek(0)
        try:
            with PillowImage.open(BytesIO(data.read())) as image:
                width, height = image.size
        except PillowImage.DecompressionBombError as error:
            raise self._too_many_pixels(_("far too many")) from error
        except Exception:  # noqa: BLE001 - Wagtail's own check says what is wrong with a file Pillow cannot read
            return
        finally:
            if hasattr(data, "seek"):
                data.seek(0)
        if self.max_image_pixels and width * height > self.max_image_pixels:
            raise self._too_many_pixels(width * height)

    def _too_many_pixels(self, count: Any) -> ValidationError:
        message = self.error_messages["file_too_many_pixels"]
        return ValidationError(
            message % {"num_pixels": count, "max_pixels_count": self.max_image_pixels}, code="file_too_many_pixels"
        )


class SiteImageForm(BaseImageForm):
    """The form of one image and of many at once."""

    file = CarefulImageField(label=_("File"), widget=BaseImageForm.Meta.widgets["file"])
