"""How a publication is cited, and how search engines see it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.safestring import SafeString

from content.citing.styles import cite
from content.library.doi import doi_url

if TYPE_CHECKING:
    from content.library.models import PublicationPage

_SCHEMA_TYPES = {"report": "Report", "paper": "ScholarlyArticle", "survey": "Report", "brief": "Report"}


@dataclass(frozen=True)
class PublicationCitation:
    """One publication as a CSL-JSON item, and the references made from it."""

    item: dict[str, Any]

    @classmethod
    def of(cls, page: "PublicationPage") -> "PublicationCitation":
        """The citation of a page. Without authors it is by its publisher, as APA and AMA ask."""
        publisher = page.publisher or page.fictional_organisation or settings.WAGTAIL_SITE_NAME
        authors = [_name(block) for block in page.authors]
        day = page.published_on
        path = page.get_url() or ""
        item: dict[str, Any] = {
            "id": page.slug or "publication",
            "type": "article-journal" if page.journal else "report",
            "title": " ".join(page.title.split()),
            "author": authors or [{"literal": publisher}],
            "issued": {"date-parts": [[day.year, day.month, day.day]]},
            "publisher": publisher,
            "language": page.locale.language_code,
        }
        if page.journal:
            item["container-title"] = page.journal
        if path:
            item["URL"] = path if path.startswith("http") else f"{settings.PUBLIC_URL}{path}"
        if page.doi:
            item["DOI"] = page.doi
        return cls(item)

    @property
    def apa(self) -> SafeString:
        """In APA style, 7th edition."""
        return cite(self.item, "apa")

    @property
    def ama(self) -> SafeString:
        """In AMA style, 11th edition."""
        return cite(self.item, "american-medical-association")

    @property
    def author_line(self) -> str:
        """The authors as one reads them."""
        return ", ".join(
            name.get("literal") or " ".join(filter(None, [name.get("given"), name.get("family")]))
            for name in self.item["author"]
        )

    @property
    def doi_url(self) -> str:
        """Where the DOI leads; empty without one."""
        return doi_url(self.item["DOI"]) if "DOI" in self.item else ""

    def structured_data(self, page: "PublicationPage") -> dict[str, Any]:
        """A schema.org Report or ScholarlyArticle."""
        data: dict[str, Any] = {
            "@type": _SCHEMA_TYPES.get(page.kind, "CreativeWork"),
            "headline": page.title[:110],
            "name": page.title,
            "datePublished": page.published_on.isoformat(),
            "inLanguage": page.locale.language_code,
            "publisher": {"@type": "Organization", "name": self.item["publisher"]},
            "author": [
                {"@type": "Organization", "name": name["literal"]}
                if "literal" in name
                else {"@type": "Person", "name": " ".join(filter(None, [name.get("given"), name.get("family")]))}
                for name in self.item["author"]
            ],
        }
        if "URL" in self.item:
            data["url"] = self.item["URL"]
        if "DOI" in self.item:
            data["identifier"] = {"@type": "PropertyValue", "propertyID": "DOI", "value": self.item["DOI"]}
            data["sameAs"] = self.doi_url
        return data


def _name(block: Any) -> dict[str, str]:
    if block.block_type == "organisation":
        return {"literal": str(block.value)}
    name = {"family": block.value["family"], "given": block.value["given"]}
    return {part: text for part, text in name.items() if text}
