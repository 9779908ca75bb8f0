"""What goes wrong in the demo, and what becomes of it: one line for each kind of trouble.

Troubles of single recordings are in the account's scenario. Those of the whole account are here.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from local.clients import Clients, Row
from local.processes import run_owned
from local.schedules import Invoker
from local.simulator import Simulator
from local.stack import LocalStack
from simulator import scenarios

Truth = Mapping[str, object]
"""What the simulated account says of a recording."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def trouble_lines(
    truth: Sequence[Truth], rows: Mapping[str, Row], requests: Mapping[str, int]
) -> list[str]:
    """`requests` counts the requests for each recording's content."""
    counts: Counter[tuple[str, str]] = Counter()
    for recording in truth:
        if trouble := str(recording.get("trouble") or ""):
            identifier = str(recording["id"])
            outcome = outcome_of(rows.get(identifier), requests.get(identifier, 0))
            counts[trouble, outcome] += 1
    return [
        f"{trouble}: {outcome}" + (f" ({count} recordings)" if count > 1 else "")
        for (trouble, outcome), count in sorted(counts.items())
    ]


def outcome_of(row: Row | None, requests: int) -> str:
    if row is None:
        return "never found"
    state, reason = str(row["state"]), str(row.get("reason") or "")
    if state != "stored":
        return f"{state}, {reason.replace('_', ' ')}" if reason else state
    doubt = f", with a doubt: {row['doubt']}" if row.get("doubt") else ""
    if requests <= 1:
        return f"stored whole at the first try{doubt}"
    return f"asked again, whole at the {_ordinal(requests)} try{doubt}"


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th"


class Seen(NamedTuple):
    """What the stack said. `endless` counts the lists whose end did not come, `set_aside` the records
    that were kept as they came. `service_test` is the output of `ringkeep service test`."""

    endless: int = 0
    set_aside: int = 0
    service_test: str = ""


class AccountTrouble(NamedTuple):
    """`make` begins the trouble. `outcome` is empty if nothing was seen of it."""

    name: str
    make: Callable[[Simulator], object]
    outcome: Callable[[Seen], str]


def _end_log(simulator: Simulator) -> None:
    simulator.post("options", {"call_log_end": "unchanged_token"})


def _log_outcome(seen: Seen) -> str:
    return "noticed by the poll, which reads the list instead" if seen.endless else ""


def _limit_user(simulator: Simulator) -> None:
    """The account's second user sees the extensions of one site: all users but one."""
    simulator.post(f"users/{scenarios.SECOND_USER}/site", {"extension_ids": scenarios.SITE})


def _site_outcome(seen: Seen) -> str:
    said = [line for line in seen.service_test.splitlines() if "does not see the whole" in line]
    return "`ringkeep service test` says so; this user only downloads" if said else ""


def _kept_outcome(seen: Seen) -> str:
    return f"{seen.set_aside} kept as they came" if seen.set_aside else ""


ACCOUNT_TROUBLES = (
    AccountTrouble("a call log without an end", _end_log, _log_outcome),
    AccountTrouble("a user who sees one site", _limit_user, _site_outcome),
    AccountTrouble("records that cannot be written whole", lambda _: None, _kept_outcome),
)


class RememberedPolls:
    """An Invoker that adds up what the polls say about lists without an end."""

    def __init__(self, invoker: Invoker) -> None:
        self._invoker = invoker
        self.endless = 0

    def invoke(self, output: str, event: Mapping[str, object]) -> object:
        answer = self._invoker.invoke(output, event)
        self.endless += _sum_of("endless", answer)
        return answer


def seen_by(stack: LocalStack, clients: Clients, polls: RememberedPolls) -> Seen:
    command = [sys.executable, "-m", "ringkeep.cli", "service", "test", "default"]
    test = run_owned(command, environment=stack.product_environment)
    return Seen(polls.endless, len(clients.object_keys("set-aside/")), test.stdout)


def _sum_of(name: str, answer: object) -> int:
    """Adds up the numbers with this name in a JSON value."""
    if isinstance(answer, list):
        return sum(_sum_of(name, each) for each in answer)
    if not isinstance(answer, dict):
        return 0
    own = answer.get(name)
    return (own if isinstance(own, int) else 0) + sum(
        _sum_of(name, each) for each in answer.values()
    )
