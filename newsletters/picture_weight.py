"""How heavy a mail's pictures are, and whether each speaks to who does not see it, read off the finished mail."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from newsletters.findings import Finding, error, warning
from newsletters.rendering.document import RenderedMail

# One second and five seconds on the "slow 4G" line of Lighthouse (1.6 Mbit/s), in bytes.
HEAVY_PICTURE = 200_000
HEAVY_MAIL = 1_000_000


def picture_findings(mail: RenderedMail) -> Iterator[Finding]:
    """Yield pictures that are too heavy, alone or together, and those without an alternative at all."""
    reader = _Pictures()
    reader.feed(mail.html)
    reader.close()
    if reader.silent:
        yield error(
            "alternative-missing", _("%(count)d pictures have no words for readers who do not see them.")
            % {"count": reader.silent},
        )  # fmt: skip
    weights = {address: weight for address in reader.addresses if (weight := weight_of(address)) is not None}
    for address, weight in weights.items():
        if weight > HEAVY_PICTURE:
            yield warning(
                "picture-heavy",
                _("The picture %(name)s has %(size)s; on a slow phone it takes longer than a second.")
                % {"name": address.rpartition("/")[2][:60], "size": filesizeformat(weight)},
            )
    total = sum(weights.values())
    if total > HEAVY_MAIL:
        yield warning(
            "pictures-heavy",
            _("All pictures together have %(size)s; on a slow phone they take longer than five seconds.")
            % {"size": filesizeformat(total)},
        )


def weight_of(address: str) -> int | None:
    """Return the size in bytes of a picture kept by this site; nothing for one that is elsewhere or gone."""
    media = settings.MEDIA_URL if "://" in settings.MEDIA_URL else f"{settings.PUBLIC_URL}{settings.MEDIA_URL}"
    if not address.startswith(media):
        return None
    try:
        return int(default_storage.size(unquote(address.removeprefix(media))))
    except (OSError, SuspiciousOperation):
        return None


class _Pictures(HTMLParser):
    """Collects where pictures lie, each once, and how many have no alternative."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: dict[str, None] = {}
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a picture."""
        if tag != "img":
            return
        values = dict(attrs)
        self.addresses[values.get("src") or ""] = None
        self.silent += "alt" not in values
