"""The page auditors that run on Node: html-validate, pa11y and Lighthouse, installed by `make auditors`."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import chromium

FOLDER = Path(__file__).parent / "browser" / "auditors"
MINUTES = 10


def are_installed() -> bool:
    """Whether Node and the pinned auditors are there."""
    return shutil.which("node") is not None and (FOLDER / "node_modules").is_dir()


def skip_without_auditors(items: list[pytest.Item]) -> None:
    """Skip what needs the auditors on a machine without them; in CI leave it to fail instead."""
    if are_installed() or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("auditors"):
            item.add_marker(pytest.mark.skip(reason="NO PAGE AUDITORS on this machine: `make auditors` (needs Node)"))


def audit(program: str, **order: Any) -> dict[str, Any]:
    """Give an order to one of the programs in `auditors/` and return its report by address.

    Raises:
        AssertionError: the program failed; the message is what it said.
    """
    order |= {"chromium": chromium.executable(), "arguments": chromium.ARGUMENTS}
    ended = subprocess.run(
        ["node", str(FOLDER / program)],
        cwd=FOLDER,
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=MINUTES * 60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout))


def invalid_markup(pages: dict[str, bytes], folder: Path) -> list[str]:
    """What html-validate finds in finished pages, written into `folder`: one line for each place."""
    names = {}
    for number, (address, content) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_bytes(content)
        names[str(path)] = address
    ended = subprocess.run(
        [
            str(FOLDER / "node_modules" / ".bin" / "html-validate"),
            *("--config", str(FOLDER / "htmlvalidate.json"), "--formatter", "json", *names),
        ],
        capture_output=True,
        text=True,
        timeout=MINUTES * 60,
        check=False,
    )
    assert ended.returncode in (0, 1), ended.stderr
    return [
        f"{names[found['filePath']]} line {it['line']}: {it['ruleId']}: {it['message']} at {it['selector']}"
        for found in json.loads(ended.stdout)
        for it in found["messages"]
    ]
