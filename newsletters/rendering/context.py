"""What a block needs to know about the issue it stands in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class MailContext:
    """The moment for which an issue is rendered and the language it is written in.

    `at` decides which blocks have outlived their use; `language` is a language code.
    """

    at: datetime
    language: str
