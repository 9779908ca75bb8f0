"""The cost of event logging stands beside its switches, as the benchmark computed it."""

from __future__ import annotations

import json

import pytest

from tests.unit.template.loader import ROOT, TEMPLATE

RESULT = json.loads((ROOT / "benchmarks/results/event_logging_cost.json").read_text())
SWITCHES = {
    "RingCentralEnableRawEventLogging": "raw",
    "RingCentralEnableVerboseEventLogging": "parsed",
}
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("switch", sorted(SWITCHES))
def test_each_switch_names_what_a_thousand_events_cost(switch: str) -> None:
    cents = 100 * RESULT[SWITCHES[switch]]["dollars_a_thousand_events"]
    figure = f"{cents:.2f} cents"
    assert figure in TEMPLATE["Parameters"][switch]["Description"]
    row = next(line for line in README.splitlines() if line.startswith(f"| `{switch}`"))
    assert figure in row
    assert figure in (ROOT / "docs/guide.md").read_text()
