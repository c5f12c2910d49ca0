"""The field that pages keep their blocks in."""

from typing import Any

from wagtail.fields import StreamField


class StoryField(StreamField):
    """A `StreamField` whose block definitions stay out of migrations.

    A changed block then needs no migration, and the migrations stay small. The cost is that a data
    migration over stored blocks must name its own block types.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave the block definitions out."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        kwargs.pop("block_types", None)
        return name, path, [], kwargs
