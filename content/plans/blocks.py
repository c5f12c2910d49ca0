"""The parts of a strategic plan as an editor writes them: pillars, goals, objectives.

Each part keeps the identifier that the editor gave it when it was added, through every revision and
translation. Readings and dated updates refer to a part by that key, see `content.plans.models.PlanPart`.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.choosers import FactChooserBlock, LinkedPageChooserBlock
from content.blocks.rich_text import RICH_TEXT_FEATURES
from content.plans.metric_blocks import MetricBlock


class CitedFactBlock(blocks.StructBlock):
    """A fact that a part of the plan rests on."""

    fact = FactChooserBlock(label=_("Fact"))


class ContributionBlock(blocks.StructBlock):
    """A page of the site that contributes to a part of the plan: a module, a campaign, a document, an event."""

    page = LinkedPageChooserBlock(label=_("Page"))


class PlanPartBlock(blocks.StructBlock):
    """What pillars, goals and objectives have in common."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES, required=False)
    owner = blocks.CharBlock(
        label=_("Owner"),
        max_length=120,
        required=False,
        help_text=_("The team or role that answers for it, such as: Education team. Everybody can read it."),
    )
    facts = blocks.ListBlock(
        CitedFactBlock(),
        label=_("Facts it rests on"),
        default=[],
        help_text=_("The figures of the evidence registry that show why this matters."),
    )
    links = blocks.ListBlock(
        ContributionBlock(),
        label=_("What you can do here"),
        default=[],
        help_text=_("Campaigns, modules, documents and events that serve it. Each shows the way back to the plan."),
    )


class ObjectiveBlock(PlanPartBlock):
    """What is to be reached, in words that can be checked later."""

    metrics = blocks.ListBlock(
        MetricBlock(),
        label=_("Metrics"),
        default=[],
        help_text=_("How anybody can tell whether it is reached. An objective without one is shown as without data."),
    )

    class Meta:
        icon = "tick"
        label = _("Objective")


class GoalBlock(PlanPartBlock):
    """A direction, with the objectives that lead there."""

    objectives = blocks.ListBlock(ObjectiveBlock(), label=_("Objectives"), default=[])

    class Meta:
        icon = "crosshairs"
        label = _("Goal")


class PillarBlock(PlanPartBlock):
    """One emphasis of the plan, with its goals; a plan may say no goals."""

    goals = blocks.ListBlock(GoalBlock(), label=_("Goals"), default=[])

    class Meta:
        icon = "folder-open-inverse"
        label = _("Pillar")
        template = "plans/pillar.html"
        preview_value: ClassVar[dict[str, object]] = {
            "title": "Education",
            "text": "<p>What people know about personalized medicine.</p>",
            "owner": "Education team",
            "facts": [],
            "links": [],
            "goals": [],
        }
        description = _("One emphasis of the plan")


class PillarsBlock(blocks.StreamBlock):
    """The pillars of a plan."""

    pillar = PillarBlock()
