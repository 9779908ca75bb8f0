"""What a release consists of, and what stops it."""

from __future__ import annotations

import subprocess
import tarfile
import tomllib
from pathlib import Path

import pytest

from tools.release import NotReleasable, prepare, section_of, version_of

PYPROJECT = '[project]\nname = "ringkeep"\nversion = "0.2.0"\n'
CHANGELOG = """# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-01

### Added

- Search.

## [0.1.0] - 2026-11-25

- The first release.
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "functions").mkdir()
    (tmp_path / "web/dist").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    (tmp_path / "functions/app.py").write_text("handler = None\n")
    (tmp_path / "web/dist/index.html").write_text("<html></html>\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "pyproject.toml", "functions"], cwd=tmp_path, check=True)
    (tmp_path / "functions/untracked.pyc").write_text("")
    return tmp_path


def test_the_tag_names_the_version_of_the_project() -> None:
    assert version_of("v0.2.0", PYPROJECT) == "0.2.0"


def test_a_tag_of_another_version_stops_the_release() -> None:
    with pytest.raises(NotReleasable, match=r"the tag is v0\.3\.0, but .* 0\.2\.0"):
        version_of("v0.3.0", PYPROJECT)


def test_the_notes_are_the_section_of_the_version_alone() -> None:
    assert section_of(CHANGELOG, "0.2.0") == "### Added\n\n- Search.\n"


def test_the_last_section_ends_with_the_file() -> None:
    assert section_of(CHANGELOG, "0.1.0") == "- The first release.\n"


def test_a_version_without_a_section_stops_the_release() -> None:
    with pytest.raises(NotReleasable, match="no section"):
        section_of(CHANGELOG, "0.3.0")


def test_the_archive_has_tracked_files_and_the_built_console(repository: Path) -> None:
    prepare(repository, "v0.2.0", repository / "out")
    with tarfile.open(repository / "out/ringkeep-0.2.0.tar.gz") as archive:
        names = {member.name for member in archive.getmembers() if member.isfile()}
    assert names == {
        "ringkeep-0.2.0/pyproject.toml",
        "ringkeep-0.2.0/functions/app.py",
        "ringkeep-0.2.0/web/dist/index.html",
    }


def test_the_notes_are_written_beside_the_archive(repository: Path) -> None:
    prepare(repository, "v0.2.0", repository / "out")
    assert (repository / "out/notes.md").read_text() == "### Added\n\n- Search.\n"


def test_a_console_that_is_not_built_stops_the_release(repository: Path) -> None:
    (repository / "web/dist/index.html").unlink()
    with pytest.raises(NotReleasable, match="make web"):
        prepare(repository, "v0.2.0", repository / "out")


def test_the_changelog_has_a_section_for_the_present_version() -> None:
    root = Path(__file__).resolve().parents[3]
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    assert section_of((root / "CHANGELOG.md").read_text(), version)
