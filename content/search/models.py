"""What search looks through: one row for everything that can be found, and the words that occur."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """One published page, fact or document as search sees it, in one language.

    Written by `content.search.indexing` when something is published, and gone with it. A document is found
    through the page that offers it, so that nobody finds a file before anything published leads to it; whether a
    page is still published and open to everyone is asked again with every search. `head` holds the lexemes of
    title and summary, `vector` those and the body's; both are made from text without accents.

    Personal data: what the published page says.
    """

    class Kind(models.TextChoices):
        """What is found."""

        PAGE = "page", _("Page")
        FACT = "fact", _("Fact")
        DOCUMENT = "document", _("Document")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    language = models.CharField(_("language"), max_length=10)
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+")
    fact = models.ForeignKey("evidence.Fact", null=True, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    type = models.CharField(_("type"), max_length=60)
    title = models.TextField(_("title"))
    summary = models.TextField(_("summary"), blank=True)
    text = models.TextField(_("text"), blank=True)
    topics = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("topics"))
    documents = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("documents whose words are in it"))
    day = models.DateField(_("date"), null=True)
    head = SearchVectorField(null=True)
    vector = SearchVectorField(null=True)
    indexed_at = models.DateTimeField(_("indexed"))

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes: ClassVar = [
            GinIndex(fields=["vector"], name="search_vector", fastupdate=False),
            GinIndex(fields=["topics"], name="search_topics"),
            GinIndex(fields=["documents"], name="search_documents"),
            models.Index(fields=["language", "type"], name="search_language_type"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page"], condition=Q(kind="page"), name="unique_page_entry"),
            models.UniqueConstraint(fields=["fact", "language"], condition=Q(kind="fact"), name="unique_fact_entry"),
            models.UniqueConstraint(
                fields=["document", "language"], condition=Q(kind="document"), name="unique_document_entry"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word that occurs in something published, for "did you mean"; without accents and in small letters.

    PostgreSQL's trigram extension is not at hand, so the trigrams of a word are kept as an array. A word that
    nothing published contains any more goes with the next mending. Personal data: words of published pages.
    """

    language = models.CharField(max_length=10)
    word = models.CharField(max_length=40)
    trigrams = ArrayField(models.CharField(max_length=3))

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        indexes: ClassVar = [GinIndex(fields=["trigrams"], name="search_trigrams")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["language", "word"], name="unique_search_word")]

    def __str__(self) -> str:
        return self.word
