"""What `make deploy` takes, and what samconfig.toml adds."""

from __future__ import annotations

import pytest

from tools.deploy.options import read_options
from tools.deploy.terminal import Refused


def test_the_environment_of_samconfig_has_the_name_of_the_stack() -> None:
    assert read_options(["--environment", "prod"]).stack_name == "ringkeep-prod"
    assert read_options([]).stack_name == "ringkeep-dev"


def test_another_stack_name_can_be_given() -> None:
    assert read_options(["--stack-name", "calls"]).stack_name == "calls"


def test_an_environment_that_asks_first_can_be_told_not_to() -> None:
    assert read_options(["--environment", "prod"]).confirm
    assert not read_options(["--environment", "prod", "--yes"]).confirm
    assert not read_options(["--environment", "dev"]).confirm


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(Refused, match=r"no environment 'prd': set ENVIRONMENT to .*dev, prod"):
        read_options(["--environment", "prd"])
