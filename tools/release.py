"""Prepares a release: `release.py TAG FOLDER` writes the archive and the release notes.

The archive has what a deployment needs: template, functions, layers, state machines, the built console
and the command line. The notes are the changelog's section of the version. Stops with a sentence if the
tag is not the version in pyproject.toml, the changelog has no such section, or the console is not built.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

CONSOLE = "web/dist"
TRACKED = (
    "template.yaml",
    "samconfig.toml",
    "functions",
    "layers",
    "statemachines",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "docs",
)


class NotReleasable(Exception):
    """One sentence that says what to correct."""


def version_of(tag: str, pyproject: str) -> str:
    """The version without its `v`, if the tag names the project's version."""
    version: str = tomllib.loads(pyproject)["project"]["version"]
    if tag != f"v{version}":
        raise NotReleasable(f"the tag is {tag}, but pyproject.toml has version {version}")
    return version


def section_of(changelog: str, version: str) -> str:
    """The text below the heading of the version, up to the next version."""
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n"
    found = re.search(heading + r"(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None or not found[1].strip():
        raise NotReleasable(f"CHANGELOG.md has no section [{version}] with a date")
    return found[1].strip() + "\n"


def write_archive(root: Path, version: str, target: Path) -> None:
    """Takes files that git knows, and the built console."""
    if not (root / CONSOLE / "index.html").is_file():
        raise NotReleasable(f"{CONSOLE} is not built: run `make web` first")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *TRACKED],  # noqa: S607 # git is found by PATH
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    names = [name for name in listed.stdout.split("\0") if name]
    with tarfile.open(target, "w:gz") as archive:
        for name in [*names, CONSOLE]:
            archive.add(root / name, arcname=f"ringkeep-{version}/{name}")


def prepare(root: Path, tag: str, folder: Path) -> None:
    version = version_of(tag, (root / "pyproject.toml").read_text())
    notes = section_of((root / "CHANGELOG.md").read_text(), version)
    folder.mkdir(parents=True, exist_ok=True)
    write_archive(root, version, folder / f"ringkeep-{version}.tar.gz")
    (folder / "notes.md").write_text(notes)


def main() -> None:
    tag, folder = sys.argv[1:]
    try:
        prepare(Path(__file__).resolve().parents[1], tag, Path(folder))
    except NotReleasable as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
