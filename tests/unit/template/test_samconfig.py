"""`sam build && sam deploy` works without options in every environment."""

from __future__ import annotations

import tomllib

import pytest

from tests.unit.template.loader import ROOT, SOURCE

ENVIRONMENTS = tomllib.loads((ROOT / "samconfig.toml").read_text())
NAMED = [name for name in ENVIRONMENTS if name != "version"]


@pytest.mark.parametrize("name", NAMED)
def test_every_environment_expands_the_loops_of_the_template(name: str) -> None:
    """By default, SAM does not expand Fn::ForEach and fails."""
    assert ENVIRONMENTS[name]["global"]["parameters"]["language_extensions"] is True


@pytest.mark.parametrize("name", NAMED)
def test_cloudformation_may_make_roles_and_expand_transforms(name: str) -> None:
    capabilities = ENVIRONMENTS[name]["deploy"]["parameters"]["capabilities"]
    assert set(capabilities) == {"CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"}


def test_loops_are_expanded_before_the_serverless_transform() -> None:
    assert SOURCE["Transform"] == ["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"]
