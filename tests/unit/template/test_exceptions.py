"""Every exception from a linter's rule has a reason."""

from __future__ import annotations

import pytest
import yaml

from tests.unit.template.loader import RESOURCES, ROOT

CONFIGURATION = (ROOT / ".checkov.yaml").read_text()
SKIPPED = yaml.safe_load(CONFIGURATION)["skip-check"]


@pytest.mark.parametrize("rule", SKIPPED)
def test_a_rule_that_is_off_everywhere_has_a_reason(rule: str) -> None:
    (line,) = (line for line in CONFIGURATION.splitlines() if rule in line)
    assert len(line.partition(" # ")[2].split()) > 3


def skips(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (
        RESOURCES[name].get("Metadata", {}).get("checkov", {}).get("skip", [])
    )
    return found


@pytest.mark.parametrize("name", [name for name in sorted(RESOURCES) if skips(name)])
def test_a_rule_that_is_off_for_a_resource_has_a_reason(name: str) -> None:
    for each in skips(name):
        assert each["id"] not in SKIPPED
        assert each["comment"].endswith(".")
