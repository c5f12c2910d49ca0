"""Send what is due."""


def send_due() -> None:
    """Send what is due in running mailings."""
