"""Every block that pages are written from, as the style page shows it: read from the page models, so that none is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.blocks import Block
from wagtail.fields import StreamField
from wagtail.models import get_page_models

WITHOUT_CHOICE = "blocks/preview_without_choice.html"


@dataclass(frozen=True)
class ShownBlock:
    """One kind of block with an example, or with none where it shows what an editor chooses (a picture, a film)."""

    name: str
    label: str
    description: str
    example: SafeString | None


def registered_blocks() -> Iterator[tuple[str, Block]]:
    """The kinds of block of all page models: name and block, each class once, in the order of models and editors' lists."""
    seen: set[type[Block]] = set()
    for model in sorted(get_page_models(), key=lambda model: model._meta.label):
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                for name, block in field.stream_block.child_blocks.items():
                    if type(block) not in seen:
                        seen.add(type(block))
                        yield f"{model._meta.app_label}.{name}", block


def shown_blocks() -> list[ShownBlock]:
    """All registered blocks, with the examples that editors see in the picker."""
    return [
        ShownBlock(name, str(block.label), str(block.get_description()), _example(block))
        for name, block in registered_blocks()
    ]


def _example(block: Block) -> SafeString | None:
    if not block.is_previewable or not getattr(block.meta, "template", None):
        return None
    if getattr(block.meta, "preview_template", None) == WITHOUT_CHOICE and not _chooses_by_itself(block):
        return None
    value = block.get_preview_value()
    context = block.get_preview_context(value)
    template = block.get_template(value, context=context)
    return (
        SafeString(render_to_string(template, block.get_context(value, parent_context=context))) if template else None
    )


def _chooses_by_itself(block: Block) -> bool:
    """Whether the block finds something to show in the registry, such as the first chart."""
    return type(block).get_preview_value is not Block.get_preview_value
