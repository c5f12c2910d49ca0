"""What other rooms may use of `delivery`."""

__all__: list[str] = []
