"""The pathway: where patients are lost step by step, and what it would mean to lose fewer of them."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks.choosers import FactChooserBlock
from content.blocks.fact_blocks import first_facts, shown
from content.charts.cascade import Loss, Stage, cascade
from content.charts.cascade_drawing import CascadePicture, cascade_png, cascade_size, cascade_svg
from content.evidence.api import FactValue
from content.evidence.registry import active_language


class PathwayStepBlock(blocks.StructBlock):
    """One step of a pathway and the fact that says how many are lost there."""

    name = blocks.CharBlock(label=_("Step"), max_length=80)
    fact = FactChooserBlock(label=_("Fact"), help_text=_("How many are lost here. A fact without a figure stays open."))


class PathwayStageBlock(blocks.StructBlock):
    """A loss that builds on the one before it: its share is of those who are left."""

    name = blocks.CharBlock(label=_("Name"), max_length=80)
    fact = FactChooserBlock(
        label=_("Fact"),
        help_text=_("A share of those who are left at this point: in percent, or per a number such as “per 503”."),
    )

    def clean(self, value: Any) -> Any:
        """Refuse a fact that says no share."""
        cleaned = super().clean(value)
        fact = shown(cleaned["fact"])
        if fact is not None and share_of(fact) is None:
            message = _(
                "“%(fact)s” gives no share between 0 and 100 percent. Choose a fact in percent, or per a number."
            )
            error = ValidationError(message, params={"fact": fact.statement})
            raise blocks.StructBlockValidationError(block_errors={"fact": error})
        return cleaned


@dataclass(frozen=True)
class PathwayStep:
    """A step as it is drawn; `share` is in percent of those the figure is about, absent where it is open."""

    number: int
    name: str
    fact: FactValue
    share: Decimal | None


@dataclass(frozen=True)
class WhatIf:
    """The stages that build on each other, with the facts they come from, and the picture of them.

    The paths lead to the page for frames and to the pictures; they are empty in a preview.
    """

    stages: tuple[tuple[Stage, FactValue], ...]
    picture: CascadePicture
    embed_path: str = ""
    svg_path: str = ""
    png_path: str = ""

    def svg(self) -> str:
        """The picture as an SVG file."""
        return cascade_svg(self.picture)

    def png(self) -> bytes:
        """The picture as PNG, for mail and for sharing."""
        return cascade_png(self.picture)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in CSS pixels."""
        return cascade_size(self.picture)

    @property
    def embed_url(self) -> str:
        """The absolute address of the page for frames."""
        return f"{settings.PUBLIC_URL}{self.embed_path}"


class PathwayBlock(blocks.StructBlock):
    """A pathway on which patients are lost step by step, as a drawing and as a table.

    Each step shows what its own source says of it. Figures of different sources have different bases, so
    nothing is added up and a step whose figure no source gives stays open. Only the stages of the what-if, which one
    source gives as shares of those who are left, are reckoned with.
    """

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    introduction = blocks.RichTextBlock(
        label=_("Introduction"), features=["bold", "italic", "link", "fact"], required=False
    )
    start = blocks.StructBlock(
        [
            ("name", blocks.CharBlock(label=_("Name"), max_length=80)),
            ("fact", FactChooserBlock(label=_("Fact"))),
        ],
        label=_("Who enters the pathway"),
    )
    steps = blocks.ListBlock(PathwayStepBlock(), label=_("Steps"), min_num=2, max_num=9)
    end = blocks.StructBlock(
        [
            ("name", blocks.CharBlock(label=_("Name"), max_length=80)),
            ("fact", FactChooserBlock(label=_("Fact"))),
        ],
        label=_("Who reaches its end"),
    )
    remark = blocks.CharBlock(label=_("How to read it"), max_length=400, required=False)
    stages = blocks.ListBlock(
        PathwayStageBlock(),
        label=_("What if: losses that build on each other"),
        min_num=0,
        max_num=7,
        default=[],
        help_text=_(
            "Readers can close each gap with a slider and see how many of 1,000 would reach the end. Choose losses of one "
            "source that are shares of those who are left; leave it empty where no source gives them so."
        ),
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the steps with their figures."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["start"] = {"name": value["start"]["name"], "fact": shown(value["start"].get("fact"))}
        context["end"] = {"name": value["end"]["name"], "fact": shown(value["end"].get("fact"))}
        context["steps"] = [
            PathwayStep(number, step["name"], fact, share_in_percent(fact))
            for number, step in enumerate(value["steps"], start=1)
            if (fact := shown(step.get("fact")))
        ]
        context["what_if"] = what_if(value, parent_context)
        return context

    def get_preview_value(self) -> Any:
        """A pathway of the first facts of the registry."""
        facts = first_facts(5)
        if not facts:
            return self.get_default()
        return self.normalize(
            {
                "heading": "A pathway",
                "introduction": "",
                "start": {"name": "Patients", "fact": facts[0]},
                "steps": [{"name": f"Step {number}", "fact": fact} for number, fact in enumerate(facts, start=1)],
                "end": {"name": "Benefit", "fact": facts[-1]},
                "remark": "",
            }
        )

    class Meta:
        icon = "list-ol"
        label = _("Pathway")
        group = _("Evidence")
        template = "blocks/pathway.html"
        description = _("Where patients are lost, step by step, drawn from facts")


def what_if(value: Any, parent_context: dict[str, Any] | None = None) -> WhatIf | None:
    """The reckoning of a pathway block; nothing where it has none, or where one of its facts gives no share now."""
    chosen = [(stage["name"], fact) for stage in value.get("stages") or [] if (fact := shown(stage.get("fact")))]
    losses = [Loss(name, fact.statement, share) for name, fact in chosen if (share := share_of(fact)) is not None]
    if not losses or len(losses) != len(value["stages"]):
        return None
    stages = cascade(losses)
    start, end = value["start"], value["end"]
    picture = CascadePicture(
        language=active_language(),
        title=value["heading"],
        start=start["name"],
        stages=stages,
        end=end["name"],
        sources=tuple(dict.fromkeys(fact.source_citation for _name, fact in chosen if fact.source_citation)),
    )
    return WhatIf(
        tuple((stage, fact) for stage, (_name, fact) in zip(stages, chosen, strict=True)),
        picture,
        **_paths(parent_context or {}),
    )


def pathways_on(page: Page) -> list[tuple[Any, WhatIf]]:
    """The pathway blocks of a page whose stages can be reckoned with, each with its reckoning."""
    return [
        (child, shown)
        for field in page._meta.get_fields()
        if isinstance(field, StreamField)
        for child in getattr(page, field.name)
        if isinstance(child.block, PathwayBlock) and (shown := what_if(child.value, {"page": page, "block": child}))
    ]


def _paths(context: dict[str, Any]) -> dict[str, str]:
    """Where the block's own pages lie, if it stands in the stream of a saved page."""
    page: Any = context.get("page")
    block: Any = context.get("block")
    if getattr(page, "pk", None) is None or not getattr(block, "id", None):
        return {}
    with override(page.locale.language_code):
        return {
            f"{name}_path": reverse(f"pathways:{name}", args=[page.pk, block.id]) for name in ("embed", "svg", "png")
        }


def share_of(fact: FactValue) -> Fraction | None:
    """The share a fact gives, exact, between 0 and 1: a percentage, or a ratio its unit states ("per 503 with results").

    None for any other unit, for an open fact, and for what is no share.
    """
    if fact.value is None:
        return None
    words = fact.base_unit.replace(",", "").split()
    share = None
    if fact.base_unit == "percent":
        share = Fraction(fact.value) / 100
    elif len(words) >= 2 and words[0] in {"per", "of"} and words[1].isdigit() and int(words[1]):
        share = Fraction(fact.value) / int(words[1])
    return share if share is not None and 0 <= share <= 1 else None


def share_in_percent(fact: FactValue) -> Decimal | None:
    """How long the bar of a step is, see `share_of`: "147 per 503 with results" is 29.2 percent of those with results."""
    if fact.base_unit == "percent":
        return fact.value if share_of(fact) is not None else None
    share = share_of(fact)
    return (Decimal(share.numerator) * 100 / share.denominator).quantize(Decimal("0.1")) if share is not None else None
