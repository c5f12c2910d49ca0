"""Heal what stalled."""


def sweep() -> None:
    """Heal what stalled."""
