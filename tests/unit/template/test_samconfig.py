"""A plain `sam build && sam deploy` works, in every environment."""

from __future__ import annotations

import tomllib

import pytest

from tests.unit.template.loader import ROOT, SOURCE

ENVIRONMENTS = tomllib.loads((ROOT / "samconfig.toml").read_text())
NAMED = [name for name in ENVIRONMENTS if name != "version"]


@pytest.mark.parametrize("name", NAMED)
def test_every_environment_expands_the_loops_of_the_template(name: str) -> None:
    """SAM leaves Fn::ForEach alone by default, and then stops at it."""
    assert ENVIRONMENTS[name]["global"]["parameters"]["language_extensions"] is True


def test_the_loops_are_expanded_before_the_functions_are() -> None:
    assert SOURCE["Transform"] == ["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"]
