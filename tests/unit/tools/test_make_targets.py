"""What the make targets for a stack pass to their commands."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A virtual environment whose Python writes its arguments, one a line."""
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    python.chmod(0o755)
    (tmp_path / ".ready").touch()
    return tmp_path


def passed(made: Path, *arguments: str) -> list[str]:
    kept = {"PATH": os.environ["PATH"], "HOME": str(made)}
    command = ["make", "--no-print-directory", f"VENV={made}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=kept, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("target", ["delete", "adopt", "deploy"])
def test_the_stack_that_is_named_is_the_one_that_is_changed(made: Path, target: str) -> None:
    said = passed(made, target, "STACK=calls", "YES=1")
    assert "calls" in said
    assert "ringkeep-dev" not in said


@pytest.mark.parametrize("target", ["delete", "adopt"])
def test_without_a_name_it_is_the_stack_of_the_environment(made: Path, target: str) -> None:
    assert "ringkeep-dev" in passed(made, target)
    assert "ringkeep-prod" in passed(made, target, "ENVIRONMENT=prod")


@pytest.mark.parametrize("target", ["adopt", "deploy"])
def test_the_shell_does_not_execute_a_parameter(made: Path, target: str) -> None:
    text = 'ConsoleUrl=https://a.example;touch${IFS}done `touch done` "x y" & touch done'
    said = passed(made, target, f"PARAMETERS={text.replace('$', '$$')}")
    assert text in said
    assert not (ROOT / "done").exists()


def test_resources_reach_the_adoption_as_one_text(made: Path) -> None:
    said = passed(made, "adopt", "RESOURCES=CallsTable=a UserPool=b")
    assert said[-4:] == ["--parameters", "", "--resources", "CallsTable=a UserPool=b"]
