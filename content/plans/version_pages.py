"""The pages of a plan's versions and of what differs between them, as the plan's own page serves them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.plans.differences import PlanDifference, difference
from content.plans.frozen import Content, absolute
from content.plans.models.versions import PlanVersion
from content.plans.printing import plan_pdf

if TYPE_CHECKING:
    from content.plans.models import StrategicPlanPage


@dataclass(frozen=True)
class Comparison:
    """Two versions, of one plan or of the plans of two years, and what differs between them."""

    older: PlanVersion
    newer: PlanVersion
    difference: PlanDifference

    @property
    def is_between_years(self) -> bool:
        """Whether they are versions of two plans."""
        return self.older.plan_key != self.newer.plan_key


def versions_of(plan: "StrategicPlanPage") -> "QuerySet[PlanVersion]":
    """The versions of a plan in its language, the newest first."""
    return PlanVersion.objects.filter(plan_key=plan.translation_key, language=plan.locale.language_code).order_by(
        "-number"
    )


def version_of(plan: "StrategicPlanPage", number: int) -> PlanVersion:
    """One version of a plan in its language; raises `Http404` if there is none of this number."""
    version = versions_of(plan).filter(number=number).first()
    if version is None:
        raise Http404(f"no version {number}")
    return version


def compare_versions(plan: "StrategicPlanPage", older: int, newer: int) -> Comparison:
    """What changed from one version to a later one.

    Raises `Http404` where one of them is missing or they stand the other way round.
    """
    if older >= newer:
        raise Http404("the versions are not in order")
    first, second = version_of(plan, older), version_of(plan, newer)
    return Comparison(first, second, difference(first.content, second.content))


def compare_years(plan: "StrategicPlanPage", year: int) -> Comparison:
    """What changed from the plan of an earlier year, as it was last approved.

    Raises `Http404` where either has no version or the earlier plan is not public.
    """
    newer = versions_of(plan).first()
    older = earlier_plans(plan).filter(year=year).first()
    if newer is None or older is None:
        raise Http404(f"no plan of {year}")
    return Comparison(older, newer, difference(older.content, newer.content))


def earlier_plans(plan: "StrategicPlanPage") -> "QuerySet[PlanVersion]":
    """The last versions of the public plans of earlier years of the same organisation, the newest first."""
    siblings = type(plan).objects.sibling_of(plan, inclusive=False).live().public()
    siblings = siblings.filter(fictional_organisation=plan.fictional_organisation, year__lt=plan.year)
    versions = PlanVersion.objects.filter(
        plan_key__in=siblings.values("translation_key"), language=plan.locale.language_code
    )
    return versions.order_by("-year", "plan_key", "-number").distinct("year", "plan_key")


def version_pdf(version: PlanVersion, url: str) -> bytes:
    """A version as a PDF, dated when it was approved; `url` is its permanent address."""
    return plan_pdf(
        version.content, url=absolute(url), address_words=_permanent_words(version), created_at=version.approved_at
    )


def current_pdf(plan: "StrategicPlanPage", content: Content) -> bytes:
    """The plan as it stands as a PDF, dated when it was last published."""
    words = _("The current version of this plan:")
    return plan_pdf(content, url=absolute(plan.url or "/"), address_words=words, created_at=plan.last_published_at)


def _permanent_words(version: PlanVersion) -> str:
    return _("Version %(number)s, approved on %(day)s, always to be found at:") % {
        "number": version.number,
        "day": date_format(version.approved_at, "DATE_FORMAT"),
    }
