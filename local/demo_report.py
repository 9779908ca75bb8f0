"""Checks the demo's result: every recording is accounted for, and every stored byte equals the account's."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from local.clients import Clients, Row
from local.demo_troubles import ACCOUNT_TROUBLES, Seen, trouble_lines
from local.simulator import Simulator

_FATES = {"stored": "stored", "deleted": "lost"}


def recordings_listed(simulator: Simulator) -> list[dict[str, object]]:
    """The truth about each recording that the account's log shows. A call with
    `shortRecording` shows none, because it never gets a file."""
    return [it for it in simulator.get("recordings") if it["fate"] != "short"]


@dataclass
class Check:
    """Counts of the run, and a sentence for each problem."""

    found: int = 0
    states: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    bytes_compared: int = 0
    heavy_requests: int = 0
    refused: int = 0
    troubles: list[str] = field(default_factory=list)
    """One line for each: what went wrong, and what became of it."""
    problems: list[str] = field(default_factory=list)
    older: int = 0
    """How many of the stored ones were not imported, but put there with their transcripts."""
    searches: dict[str, int] = field(default_factory=dict)
    """How many calls each search has found."""
    evaluations: int = 0
    """How many evaluations were put there."""
    reported: int = 0
    """How many of them the report on scores counts: the released ones."""

    @property
    def passed(self) -> bool:
        return not self.problems

    @property
    def heavy_per_recording(self) -> float:
        return self.heavy_requests / max(1, self.states["stored"] - self.older)


def check_everything(clients: Clients, simulator: Simulator, seen: Seen) -> Check:
    """Compares rows, files and sidecars with the simulated account. `seen`: what the stack said."""
    rows = clients.recordings()
    truth = {str(recording["id"]): recording for recording in recordings_listed(simulator)}
    check = Check(found=len(rows))
    for identifier, recording in truth.items():
        _check_one(check, clients, rows.get(identifier), recording)
    check.problems += [
        f"{key}: a row that no recording stands behind" for key in rows.keys() - truth
    ]
    _check_files(check, clients, rows)
    statistics = simulator.get("statistics")
    _count_requests(check, statistics)
    requests = statistics["content_requests"]
    check.troubles = trouble_lines(list(truth.values()), rows, requests)
    for trouble in ACCOUNT_TROUBLES:
        outcome = trouble.outcome(seen)
        check.troubles.append(f"{trouble.name}: {outcome or 'not noticed'}")
        check.problems += [] if outcome else [f"{trouble.name}: the stack did not notice"]
    return check


def _check_one(
    check: Check, clients: Clients, row: Row | None, recording: dict[str, object]
) -> None:
    identifier = str(recording["id"])
    if row is None:
        check.problems.append(f"{identifier}: never found")
        return
    state = str(row["state"])
    check.states[state] += 1
    if row.get("reason"):
        check.reasons[f"{state}: {row['reason']}"] += 1
    expected = _FATES[str(recording["fate"])]
    if state != expected:
        check.problems.append(f"{identifier}: {state} ({row.get('reason')}), expected {expected}")
    elif state == "stored":
        _check_file(check, clients, row, str(recording["sha256"]))


def _check_file(check: Check, clients: Clients, row: Row, sha256: str) -> None:
    body = clients.object_bytes(row["audio"]["object_key"])
    sidecar = json.loads(clients.object_bytes(row["audio"]["sidecar_key"]))
    check.bytes_compared += len(body)
    digest = hashlib.sha256(body).hexdigest()
    if digest != sha256:
        check.problems.append(f"{row['recording_id']}: the stored bytes are not the account's")
    if digest not in json.dumps(sidecar):
        check.problems.append(f"{row['recording_id']}: the sidecar does not hold the file's hash")


def _check_files(check: Check, clients: Clients, rows: dict[str, Row]) -> None:
    """Checks that each stored row has exactly one file, and that there are no other files."""
    keys = [key for key in clients.object_keys("recordings/") if not key.endswith(".json")]
    known = {row["audio"]["object_key"] for row in rows.values() if row["state"] == "stored"}
    check.problems += [f"{key}: a file without a row" for key in set(keys) - known]


def _count_requests(check: Check, statistics: dict[str, Any]) -> None:
    check.heavy_requests = int(statistics["groups"]["heavy"])
    check.refused = int(statistics["rate_limited"])


def print_report(check: Check) -> None:
    lines = [
        ("found", str(check.found)),
        ("stored", str(check.states["stored"])),
        ("  of them older calls with transcripts", str(check.older)),
        ("excluded", str(check.states["excluded"])),
        ("unavailable", str(check.states["unavailable"])),
        ("lost", str(check.states["lost"])),
        *((f"  {reason}", str(count)) for reason, count in sorted(check.reasons.items())),
        ("bytes compared", f"{check.bytes_compared:,}"),
        ("heavy requests", str(check.heavy_requests)),
        ("heavy requests per recording", f"{check.heavy_per_recording:.2f}"),
        ("429 answers", str(check.refused)),
        *((f"search {search}", str(count)) for search, count in check.searches.items()),
        ("evaluations of eight weeks", str(check.evaluations)),
        ("  of them in the report on scores", str(check.reported)),
    ]
    width = max(len(name) for name, _ in lines)
    print("\n" + "\n".join(f"  {name:<{width}}  {value:>12}" for name, value in lines))
    print("\nwhat went wrong, and what became of it:")
    for trouble in check.troubles:
        print(f"  {trouble}")
    for problem in check.problems:
        print(f"  PROBLEM {problem}")
    verdict = "everything is accounted for" if check.passed else "NOT everything is accounted for"
    print(f"\n{verdict}", flush=True)
