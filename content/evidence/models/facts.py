"""A fact, the versions of what it says, and what contradicts it."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from content.evidence.models.sources import Source
from content.evidence.models.topics import EvidenceTopic


class Fact(index.Indexed, models.Model):
    """The identity of a fact: the address it is cited by. What it says is in its versions.

    `current` is the newest version; it is moved together with the insertion of a version, in one
    transaction, by `content.evidence.versions.add_version`. A fact is never deleted once cited; it may be
    replaced by another one, and the database refuses a circle of replacements.

    Personal data: which staff member looks after it.
    """

    slug = models.SlugField(
        _("short name"),
        max_length=80,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens."))],
        help_text=_("Part of the fact's address; it never changes."),
    )
    topic = models.ForeignKey(
        EvidenceTopic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="facts",
        limit_choices_to={"locale__language_code": settings.LANGUAGE_CODE},
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to={"is_staff": True},
        help_text=_("Who reviews it."),
    )
    review_by = models.DateField(_("review by"), null=True, blank=True, db_index=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, editable=False)
    reminded_on = models.DateField(_("owner reminded on"), null=True, editable=False)
    current = models.OneToOneField(
        "evidence.FactVersion",
        verbose_name=_("current version"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="current_of",
    )
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
        help_text=_("Another fact that should be cited instead."),
    )
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Order within the topic."))

    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("slug"),
        index.AutocompleteField("slug"),
        index.SearchField("statement", boost=2),
        index.AutocompleteField("statement"),
        index.FilterField("topic"),
        index.FilterField("owner"),
        index.FilterField("review_by"),
    ]

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering: ClassVar[list[str]] = ["topic__position", "position", "slug"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("id")), name="fact_not_replaced_by_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} ({self.slug})" if self.statement else self.slug

    def get_absolute_url(self) -> str:
        """The fact's public page in the active language."""
        return reverse("evidence:fact", args=[self.slug])

    @property
    def statement(self) -> str:
        """What the current version says, in the site's main language."""
        return self.current.statement if self.current else ""


class FactVersion(models.Model):
    """What a fact said from one moment on. Append-only: the database refuses changes and deletions.

    The versions of a fact form one line: each but the first supersedes the one before it, and gives the
    reason. `value` is empty where no source gives a figure: the fact then stays open.

    Personal data: which staff member wrote it, until they erase themselves.
    """

    class Qualifier(models.TextChoices):
        """How exact the source says the figure is."""

        EXACT = "", _("as given")
        ABOUT = "about", _("about")
        MORE_THAN = "more_than", _("more than")
        LESS_THAN = "less_than", _("less than")
        ESTIMATED = "estimated", _("estimated")

    fact = models.ForeignKey(Fact, verbose_name=_("fact"), on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    statement = models.CharField(_("statement"), max_length=300)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=10, choices=Qualifier, blank=True, default="")
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    display = models.CharField(_("figure in words"), max_length=80, blank=True)
    population = models.CharField(_("population"), max_length=300, blank=True)
    period = models.CharField(_("period"), max_length=80, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="fact_versions",
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("supersedes"),
        null=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
    )
    reason = models.CharField(_("reason of change"), max_length=500, blank=True)
    imported_from = models.CharField(_("imported from"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("written by")
    )

    class Meta:
        verbose_name = _("fact version")
        verbose_name_plural = _("fact versions")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fact", "number"], name="unique_fact_version_number"),
            models.CheckConstraint(
                condition=Q(number=1, supersedes__isnull=True) | Q(number__gt=1, supersedes__isnull=False),
                name="only_first_version_supersedes_nothing",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="later_version_has_a_reason"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(source__isnull=False), name="a_figure_has_a_source"
            ),
            models.CheckConstraint(condition=Q(value__isnull=False) | Q(display=""), name="no_words_without_a_value"),
        ]

    def __str__(self) -> str:
        return f"{self.statement} (v{self.number})"

    def get_absolute_url(self) -> str:
        """The permalink of this version."""
        return reverse("evidence:fact_version", args=[self.fact.slug, self.number])

    @property
    def is_current(self) -> bool:
        """Whether nothing supersedes it."""
        return self.fact.current_id == self.pk


class FactTranslation(models.Model):
    """The words of one version in another language; the figure itself is never translated. Personal data: none."""

    version = models.ForeignKey(FactVersion, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=10)
    statement = models.CharField(_("statement"), max_length=300)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    display = models.CharField(_("figure in words"), max_length=80, blank=True)
    population = models.CharField(_("population"), max_length=300, blank=True)
    period = models.CharField(_("period"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("translation of a fact")
        verbose_name_plural = _("translations of facts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "language"], name="unique_fact_translation"),
        ]

    def __str__(self) -> str:
        return f"{self.statement} ({self.language})"


class FactConflict(models.Model):
    """Two facts that contradict each other; it stays open until staff write how it was resolved. Personal data: none."""

    first = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="conflicts_as_first", verbose_name=_("fact"))
    second = models.ForeignKey(
        Fact, on_delete=models.CASCADE, related_name="conflicts_as_second", verbose_name=_("contradicting fact")
    )
    explanation = models.CharField(_("explanation"), max_length=500)
    recorded_on = models.DateField(_("recorded on"), auto_now_add=True)
    resolution = models.CharField(
        _("resolution"), max_length=500, blank=True, help_text=_("Empty while the conflict is open.")
    )

    class Meta:
        verbose_name = _("conflict between facts")
        verbose_name_plural = _("conflicts between facts")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="fact_does_not_contradict_itself"),
            models.UniqueConstraint(Least("first", "second"), Greatest("first", "second"), name="unique_fact_conflict"),
        ]

    def __str__(self) -> str:
        return f"{self.first.slug} / {self.second.slug}"
