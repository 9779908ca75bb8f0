"""The last released version, as tests/releases keeps it."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

from local.environment import ROOT
from tests.unit.template.loader import Template, expand, read_template

RELEASES = ROOT / "tests" / "releases"
_UNPACKED = ROOT / ".local" / "releases"


def _version(archive: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in archive.name.removesuffix(".tar.xz").split("."))


def last_archive() -> Path:
    return max(RELEASES.glob("*.tar.xz"), key=_version)


def released_sources() -> Path:
    """The unpacked tree of the last release. It stays between runs, and so does its build."""
    archive = last_archive()
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()[:12]
    target = _UNPACKED / f"{archive.name.removesuffix('.tar.xz')}-{digest}"
    if not target.exists():
        partial = target.with_name(target.name + ".partial")
        with tarfile.open(archive) as content:
            content.extractall(partial, filter="data")
        partial.rename(target)
    return target


def released_template() -> Template:
    with tarfile.open(last_archive()) as content:
        file = content.extractfile("template.yaml")
        assert file is not None
        return expand(read_template(file.read().decode()))
