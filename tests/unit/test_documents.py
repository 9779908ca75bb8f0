"""The files, make targets and commands named in the documentation exist."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringkeep.cli.arguments import parser

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "layers/ringkeep/python/ringkeep"
NOT_YET = {("alarms", "test"), ("user", "invite")}
WITH_COMMANDS = ("README.md", "docs/guide.md", "docs/operations.md")

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_TARGET = re.compile(r"\bmake ([a-z]+)\b")
_COMMAND = re.compile(r"\bringkeep ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")
_CONCERN = re.compile(r"^\| [^|]+\? \| `([^`]+)` \|$", re.MULTILINE)


def documents() -> list[str]:
    """Returns every Markdown file that is in git or would be added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [name for name in sorted(listed.stdout.split("\n")) if name and (ROOT / name).exists()]


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def code_of(text: str) -> str:
    """Returns the code blocks and inline code of a text, one in each line."""
    return "\n".join([*_BLOCK.findall(text), *_SPAN.findall(_BLOCK.sub("", text))])


def anchors_of(text: str) -> set[str]:
    """Returns the anchors that GitHub creates for the headings."""
    headings = _HEADING.findall(_BLOCK.sub("", text))
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def broken_links(name: str) -> Iterator[str]:
    for link in _LINK.findall(_BLOCK.sub("", text_of(name))):
        if re.match("[a-z]+:", link):
            continue
        address, _, anchor = link.partition("#")
        target = (ROOT / name).parent / address if address else ROOT / name
        if not target.exists() or (anchor and anchor not in anchors_of(target.read_text())):
            yield link


def accepts(*words: str) -> bool:
    """Whether the command line has the command."""
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([*words, "--help"])
    return ended.value.code == 0


@pytest.mark.parametrize("name", documents())
def test_links_point_to_files_and_headings(name: str) -> None:
    assert list(broken_links(name)) == []


def test_the_files_in_the_table_of_contributing_exist() -> None:
    paths = _CONCERN.findall(text_of("CONTRIBUTING.md"))
    assert len(paths) >= 20
    assert [
        path for path in paths if not any((at / path).is_file() for at in (ROOT, PACKAGE))
    ] == []


@pytest.mark.parametrize("name", documents())
def test_make_targets_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    assert set(_TARGET.findall(code_of(text_of(name)))) - targets == set()


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_commands_exist(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands = {tuple(filter(None, each)) for each in _COMMAND.findall(code_of(text_of(name)))}
    assert commands
    assert [each for each in commands - NOT_YET if not accepts(*each)] == []


def test_every_command_is_in_the_guide(capsys: pytest.CaptureFixture[str]) -> None:
    accepts()
    commands = re.findall(r"^    ([a-z-]+) {2,}", capsys.readouterr().out, re.MULTILINE)
    assert commands
    guide = text_of("docs/guide.md")
    assert [each for each in commands if f"ringkeep {each}" not in guide] == []


@pytest.mark.parametrize("name", documents())
def test_the_installed_command_is_used(name: str) -> None:
    assert "python -m ringkeep.cli" not in text_of(name)


def test_actions_are_pinned_by_commit() -> None:
    workflows = (ROOT / ".github/workflows").glob("*.yml")
    used = [use for path in workflows for use in re.findall(r"uses: (.+)", path.read_text())]
    pinned = re.compile(r"\./\S+|[\w./-]+@[0-9a-f]{40} # v[\d.]+")
    assert used
    assert [use for use in used if not pinned.fullmatch(use)] == []
