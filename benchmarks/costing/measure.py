"""Counts what an hour without calls needs, and what each recording adds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import boto3

from benchmarks.costing.schedules import Schedule
from benchmarks.costing.simulation import Simulation
from simulator import scenarios
from simulator.accounts.account import Account
from simulator.clock import Clock, parse_time

Counts = dict[str, float]
RECORDINGS = 40
_WARM_UP_HOURS = 1
_MOST_MINUTES = 120
_DAY = 86_400


def idle(schedules: list[Schedule]) -> dict[str, Any]:
    """Returns what one run of each schedule needs on average, without calls, and the metrics written."""
    with Simulation(scenarios.empty(clock=Clock())) as simulation:
        for minute in range(_WARM_UP_HOURS * 60):
            _minute(simulation, schedules, minute)
        simulation.metrics.clear()
        totals: dict[str, Counter[str]] = {schedule.name: Counter() for schedule in schedules}
        for minute in range(60):
            for name, counts in _minute(simulation, schedules, minute).items():
                totals[name].update(counts)
        metrics = sorted(simulation.metrics)
        for schedule in schedules:
            if schedule.minutes > 60:  # a sweep of the night or the week
                totals[schedule.name].update(simulation.invoke(schedule.function, schedule.event))
        secrets = simulation.secrets()
    runs = {name: average(counts, counts["runs"]) for name, counts in totals.items()}
    return {"secrets_of_a_service": secrets - 1, "metrics_each_hour": metrics, "runs": runs}


def _minute(
    simulation: Simulation, schedules: list[Schedule], minute: int
) -> Mapping[str, Counter[str]]:
    simulation.account.clock.advance(60)
    due = [it for it in schedules if it.minutes <= 60 and minute % it.minutes == 0]
    return {it.name: simulation.invoke(it.function, it.event) for it in due}


def recordings() -> dict[str, Any]:
    """Returns what finding, importing and seeing again need for one recording on average."""
    without = _sweep_of(scenarios.empty(clock=Clock()))
    with Simulation(scenarios.many(RECORDINGS, clock=Clock())) as simulation:
        found = simulation.invoke("poll_call_log", {"source": "weekly"})
        imported, scheduled = _imported(simulation)
        indexed = simulation.invoke("index_recordings", _changes())
        simulation.account.clock.advance(7 * _DAY)
        seen = simulation.invoke("poll_call_log", {"source": "weekly"})
    return {
        "recordings": RECORDINGS,
        "metrics": sorted(simulation.metrics),
        "found": average(found - without, RECORDINGS),
        "scheduled": average(scheduled, RECORDINGS),
        "imported": average(imported, RECORDINGS),
        "indexed": average(indexed, RECORDINGS),
        "seen_again": average(seen - without, RECORDINGS),
    }


def _changes() -> dict[str, Any]:
    """Returns the stream's batch of the stored rows."""
    rows: Any = boto3.client("dynamodb").scan(TableName="calls")["Items"]
    stored = [row for row in rows if row.get("state", {}).get("S") == "stored"]
    return {"Records": [{"eventName": "MODIFY", "dynamodb": {"NewImage": row}} for row in stored]}


def _sweep_of(account: Account) -> Counter[str]:
    with Simulation(account) as simulation:
        simulation.invoke("poll_call_log", {"source": "weekly"})
        simulation.account.clock.advance(7 * _DAY)
        return simulation.invoke("poll_call_log", {"source": "weekly"})


def _imported(simulation: Simulation) -> tuple[Counter[str], Counter[str]]:
    """Runs the schedule and the started executions minute by minute until everything is stored."""
    imported: Counter[str] = Counter()
    scheduled: Counter[str] = Counter()
    stored = 0
    for _ in range(_MOST_MINUTES):
        run = simulation.invoke("schedule_imports", {})
        started, simulation.aws.started = simulation.aws.started, []
        for text in started:
            counts, outcome = _execution(simulation, json.loads(text))
            imported.update(counts)
            stored += outcome == "stored"
        # The run itself is a part of the idle hour; only what its recordings add is counted here.
        scheduled.update({name: run[name] for name in ("write_units", "states_requests")})
        if stored == RECORDINGS:
            return imported, scheduled
        simulation.account.clock.advance(60)
    raise RuntimeError(f"only {stored} of {RECORDINGS} recordings were stored")


def _execution(simulation: Simulation, request: dict[str, Any]) -> tuple[Counter[str], str]:
    """Waits for the start time and runs the function, again if it asks for another start time."""
    # The start of the execution and its last state; each round is a wait, a download and a choice.
    counts: Counter[str] = Counter({"state_transitions": 2})
    while True:
        clock = simulation.account.clock
        start = parse_time(request["start_at"])
        clock.advance(max(0.0, (start - clock.now()).total_seconds()))
        counts.update(simulation.invoke("download_recording", request))
        counts["state_transitions"] += 3
        result = simulation.answer
        if result["outcome"] != "wait":
            return counts, str(result["outcome"])
        request = result["next_request"]


def average(counts: Mapping[str, int], number: int) -> Counts:
    """Per run or recording. DynamoDB charges half a unit for a read that need not be current."""
    named: dict[str, float] = dict(counts)
    named["read_units"] = named.pop("half_read_units", 0) / 2
    return {name: round(value / number, 3) for name, value in sorted(named.items()) if value}
