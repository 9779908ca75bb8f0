"""The arguments of `make deploy`, and what samconfig.toml says about the environment."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.deploy.terminal import Refused

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "samconfig.toml"


_DESCRIPTION = "Checks what a deployment needs, then builds, deploys and publishes the console."


@dataclass(frozen=True)
class Options:
    environment: str
    architecture: str
    parameters: str
    stack_name: str
    confirm: bool
    """Whether `sam deploy` shows the changes and asks before it makes them."""
    built: Path | None = None
    """A template that is built already."""


def read_options(arguments: Sequence[str], configuration: str | None = None) -> Options:
    """Raises Refused for an environment that samconfig.toml does not have."""
    given = _parser().parse_args(arguments)
    sections = tomllib.loads(configuration or CONFIGURATION.read_text())
    known = [name for name, value in sections.items() if isinstance(value, dict)]
    if given.environment not in known:
        raise Refused(
            f"samconfig.toml has no environment {given.environment!r}: set ENVIRONMENT to one of"
            f" {', '.join(known)}."
        )
    section = sections[given.environment]
    return Options(
        environment=given.environment,
        architecture=given.architecture,
        parameters=given.parameters,
        stack_name=given.stack_name or section["global"]["parameters"]["stack_name"],
        confirm=bool(section["deploy"]["parameters"].get("confirm_changeset")) and not given.yes,
        built=given.built,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make deploy", description=_DESCRIPTION, allow_abbrev=False
    )
    parser.add_argument("--environment", default="dev", help="a section of samconfig.toml")
    parser.add_argument("--architecture", default="arm64", choices=["arm64", "x86_64"])
    parser.add_argument("--parameters", default="", help="template parameters, Key=Value ...")
    parser.add_argument("--stack-name", default="", help="default: as samconfig.toml says")
    parser.add_argument("--yes", action="store_true", help="make the changes without asking")
    parser.add_argument("--built", type=Path, help="deploy this built template")
    return parser
