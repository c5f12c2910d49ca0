"""Whether the folder of public data has changed since the demo imported it: importing again takes long."""

import hashlib
from pathlib import Path

from django.conf import settings


def fingerprint() -> str | None:
    """Tell apart two states of `PUBLIC_DATA` (and two databases) by names, sizes and times; `None` without a folder."""
    if not settings.PUBLIC_DATA or not Path(settings.PUBLIC_DATA).is_dir():
        return None
    folder = Path(settings.PUBLIC_DATA)
    database = settings.DATABASES["default"]
    parts = [str(folder), *(str(database[name]) for name in ("HOST", "PORT", "NAME"))]
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            parts.append(f"{path.relative_to(folder)}:{status.st_size}:{status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class ImportStamp:
    """Remembers in a file which state of the public data was imported last."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.present = fingerprint()

    @property
    def is_current(self) -> bool:
        """Whether exactly these files were imported into this database."""
        return self.present is not None and self.file.exists() and self.file.read_text() == self.present

    def renew(self) -> None:
        """Remember the state that was imported now."""
        if self.present is not None:
            self.file.write_text(self.present)
