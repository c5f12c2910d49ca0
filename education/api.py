"""What other rooms may use of `education`."""

__all__: list[str] = []
