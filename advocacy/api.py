"""What other rooms may use of `advocacy`."""

__all__: list[str] = []
