"""Installs the oldest boto3 that the product promises to work with, for the tests of the AWS adapters.

It goes into a folder of its own, so that the environment of the tests keeps its version.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
REQUIREMENTS: Final = ROOT / "requirements/oldest-boto3.txt"
FOLDER: Final = ROOT / ".local/oldest-boto3"
READY: Final = ".ready"


def promised_version() -> str:
    found = re.search(r"^botocore==([0-9.]+)", REQUIREMENTS.read_text(), re.MULTILINE)
    assert found, f"{REQUIREMENTS.name} pins no botocore"
    return found[1]


def installed() -> Path:
    """Returns the folder of the packages. Installs them if it does not have the pinned ones."""
    ready = FOLDER / READY
    if not ready.exists() or ready.read_text() != REQUIREMENTS.read_text():
        _install()
    ready.touch()
    return FOLDER


def _install() -> None:
    FOLDER.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER.parent) as folder:
        packages = Path(folder) / "packages"
        _pip("--target", str(packages), "--requirement", str(REQUIREMENTS))
        (packages / READY).write_text(REQUIREMENTS.read_text())
        shutil.rmtree(FOLDER, ignore_errors=True)
        packages.rename(FOLDER)


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "--no-deps", "--require-hashes", *arguments], check=True)


if __name__ == "__main__":
    print(installed())
