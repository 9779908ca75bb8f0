"""The demo's older calls: 150 of eight weeks, with transcripts: something to search, and to score."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from local.clients import Clients, Row
from local.processes import run_logged
from local.simulator import Simulator
from local.stack import LocalStack

DAYS: Final = 58
Described: TypeAlias = Mapping[str, Any]
"""What the simulator says of a call: its record, and what is said in it."""


@dataclass(frozen=True)
class OlderCalls:
    """The calls as the simulator described them."""

    described: Sequence[Described] = ()

    def said(self, word: str) -> int:
        """In how many of the calls someone says a word."""
        return sum(word in words_of(each) for each in self.described)

    def numbers(self) -> Iterator[str]:
        """The telephone numbers of the customers."""
        for each in self.described:
            for side in (each["record"]["from"], each["record"]["to"]):
                if number := side.get("phoneNumber"):
                    yield str(number)


def words_of(described: Described) -> frozenset[str]:
    text = " ".join(str(each["text"]) for each in described["utterances"])
    return frozenset("".join(it if it.isalnum() else " " for it in text.lower()).split())


def load_older_calls(simulator: Simulator, stack: LocalStack, service: str) -> OlderCalls:
    """Puts the calls into the stack, then lets the account's call log list them. There are none if the
    simulator has no conversations. Raises StackFailed."""
    older = OlderCalls(simulator.post("older-calls", {"days": DAYS}))
    if older.described:
        command = [sys.executable, "-m", "local.prepared_calls", service]
        run_logged(command, stack.product_environment, json.dumps(older.described))
        simulator.post("older-calls/listed", {})
    return older


@dataclass(frozen=True)
class Only:
    """The rows of these recordings alone: those that the stack is to import."""

    clients: Clients
    ids: frozenset[str]

    def recordings(self) -> dict[str, Row]:
        return {key: row for key, row in self.clients.recordings().items() if key in self.ids}
