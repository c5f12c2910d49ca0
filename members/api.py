"""What other rooms may use of `members`."""

__all__: list[str] = []
