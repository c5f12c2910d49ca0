"""What is wrong with a publisher's files, told by file, record and field."""

from dataclasses import dataclass, field

_SHOWN = 20


class ImportRefusedError(Exception):
    """The files cannot be imported; the message says why, and nothing was changed."""


@dataclass
class Problems:
    """Collects what is wrong with a whole set of files, so that all of it is told at once.

    Errors refuse the import. Warnings tell what was left out (an address that cannot be one) and are kept
    in the import's log.
    """

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def error(self, file: str, record: str, field_name: str, message: str) -> None:
        """Note what makes the import impossible."""
        self.errors.append(_place(file, record, field_name) + message)

    def warn(self, file: str, record: str, field_name: str, message: str) -> None:
        """Note what was left out or looks odd."""
        self.warnings.append(_place(file, record, field_name) + message)

    def refuse_if_any(self) -> None:
        """Raise `ImportRefusedError` with the first problems when there is any."""
        if not self.errors:
            return
        lines = self.errors[:_SHOWN]
        if len(self.errors) > _SHOWN:
            lines.append(f"… and {len(self.errors) - _SHOWN} more problems.")
        raise ImportRefusedError("\n".join([*lines, "Nothing was changed."]))


def _place(file: str, record: str, field_name: str) -> str:
    parts = [file, record, f"field {field_name}" if field_name else ""]
    return ", ".join(part for part in parts if part) + ": "
