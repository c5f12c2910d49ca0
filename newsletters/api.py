"""What other rooms may use of `newsletters`."""

__all__: list[str] = []
