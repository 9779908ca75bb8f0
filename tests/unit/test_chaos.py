"""Small runs of the chaos benchmark: faults at random, killed workers and clocks five minutes apart.

`python benchmarks/chaos.py --seed N --recordings 60 --small` repeats a run.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.account import DAY, small_plan
from tests.chaos.fleet import Fleet
from tests.chaos.hosts import Host, Killed, Rates, Record, through
from tests.chaos.stage import Stage
from tests.chaos.verdict import verdict_of
from tests.fakes.state import MemoryStateStore

HAPPENED = (
    "worker killed",
    "webhook lost",
    "storage failed before the effect",
    "storage failed after the effect",
    "network: answer lost",
)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_recording_is_accounted_for_when_everything_goes_wrong(
    seed: int, tmp_path: Path
) -> None:
    fleet = Fleet(small_plan(seed), Rates(), tmp_path)
    fleet.run()
    verdict = verdict_of(fleet)
    assert verdict.problems == []
    assert all(fleet.record.happened[what] for what in HAPPENED)
    assert sum(verdict.states.values()) == verdict.recordings >= 60
    assert verdict.states["stored"] > verdict.recordings * 0.8


def test_a_seed_makes_the_same_run(tmp_path: Path) -> None:
    plan = replace(small_plan(4, recordings=3), quiet_poll=15 * DAY)
    histories = []
    for _ in range(2):
        fleet = Fleet(plan, Rates(), tmp_path)
        fleet.run()
        rows = fleet.shared.calls.rows.values()
        histories.append({row.recording_id: row.history for row in rows})
    assert histories[0] == histories[1]


def test_a_killed_host_has_no_effect_any_more() -> None:
    stage, store = Stage(0.0), MemoryStateStore()
    reached: Counter[str] = Counter()

    def body() -> None:
        port = through(host, store)
        try:
            port.put("document", {}, 0)
        except Killed:
            reached["killed"] += 1
        host.rates = Rates(kill=0.0)
        with pytest.raises(Killed):
            port.put("document", {}, 0)

    chance = random.Random(1)  # noqa: S311 # reproducible, no secret
    host = Host(stage, Rates(kill=1.0), chance, Record())
    stage.start(0.0, body)
    stage.run(10.0)
    assert reached["killed"] == 1
    assert store.get("document") == (None, 0)
