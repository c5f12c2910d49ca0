"""Which release of the site made a page: another program, another template or another name makes other pages."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

_ENDINGS = {".py", ".html", ".css", ".js", ".svg", ".po", ".txt"}


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A text that differs between two releases; read once in each process, from the files it was started with."""
    digest = hashlib.sha256()
    for name in ("SITE_NAME", "PUBLIC_URL", "TIME_ZONE", "LANGUAGES", "CONTENT_SECURITY_POLICY", "SECURE_HSTS_SECONDS"):
        digest.update(repr(getattr(settings, name)).encode())
    ours = sorted(
        {Path(one.path) for one in apps.get_app_configs() if Path(one.path).is_relative_to(settings.BASE_DIR)}
    )
    for folder in [
        *ours,
        Path(settings.BASE_DIR) / "requirements.txt",
        Path(settings.STATIC_ROOT) / "staticfiles.json",
    ]:
        for file in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if file.is_file() and (file.suffix in _ENDINGS or not folder.is_dir()):
                found = file.stat()
                digest.update(f"{file} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
