"""Hosts run the product's code: each has a clock that is wrong, and may die at any call of a port."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar, cast

from ringkeep.aws.server_clock import ServerClock
from ringkeep.errors import StorageFailed
from ringkeep.usecases.state import Leases
from tests.chaos.stage import Stage

Port = TypeVar("Port")
Result = TypeVar("Result")


class Killed(BaseException):
    """The process of this host was ended, as by SIGKILL: no call of it has an effect any more."""


@dataclass(frozen=True)
class Rates:
    """How often something happens at one call of a port. `clock_spread`: all clocks lie within so
    many seconds."""

    kill: float = 0.001
    storage: float = 0.002
    network: float = 0.01
    request_fault: float = 0.12
    clock_spread: float = 300.0
    dated: bool = True
    """Whether the tables' answers have a date. False shows what wrong clocks do without it."""


@dataclass
class Record:
    """What happened. `faults` counts the faults that hit each recording's import, `kills` those that
    killed its worker."""

    happened: Counter[str] = field(default_factory=Counter)
    killed_at: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    last_fault_at: float = 0.0
    abandoned: list[object] = field(default_factory=list)
    """The leases of killed hosts. Without a reference, Python would release them."""


class HostClock(ServerClock):
    """Shows the true time plus an offset, until the tables' answers have corrected it."""

    def __init__(self, stage: Stage, offset: float) -> None:
        super().__init__(lambda: stage.now + offset)
        self._stage = stage

    def read(self) -> float:
        return self._read()

    def sleep(self, seconds: float) -> None:
        self._stage.pause(seconds)


class Host:
    """One execution environment. `about` is the id of the recording that it imports, or empty."""

    def __init__(self, stage: Stage, rates: Rates, chance: random.Random, record: Record) -> None:
        self.stage = stage
        self.rates = rates
        self.chance = chance
        self.record = record
        half = rates.clock_spread / 2
        self.clock = HostClock(stage, chance.uniform(-half, half))
        self.dead = False
        self.about = ""

    def call(self, name: str, action: Callable[[], Result], *, storage: bool = True) -> Result:
        """Calls a port. The host may die, or the storage fail, before or after the effect."""
        self._may_die(name, "before")
        sent_at = self.clock.read()
        self.stage.pause(self.chance.uniform(0.002, 0.03))
        if storage:
            self._may_fail(name, "before")
        result = action()
        if storage and self.rates.dated:
            self.clock.observe(int(self.stage.now), sent_at, self.clock.read())
        self._may_die(name, "after")
        if storage:
            self._may_fail(name, "after")
        return result

    def noted(self, what: str) -> None:
        """Counts a trouble, and against the recording that is being imported."""
        self.record.happened[what] += 1
        self.record.last_fault_at = self.stage.now
        if self.about:
            self.record.faults[self.about] += 1

    def _may_die(self, name: str, moment: str) -> None:
        if not self.dead:
            step = f"{name} {moment}"
            self.record.steps[step] += 1
            self.dead = self.chance.random() < self.rates.kill
            if self.dead:
                self.record.killed_at[step] += 1
                self.noted("worker killed")
                self.record.kills[self.about] += 1
        if self.dead:
            raise Killed

    def _may_fail(self, name: str, moment: str) -> None:
        if self.chance.random() < self.rates.storage:
            self.noted(f"storage failed {moment} the effect")
            raise StorageFailed(f"{name} fails")


class _Proxied:
    """A port whose calls go through the host."""

    def __init__(self, target: object, host: Host, storage: bool) -> None:
        self._target = target
        self._host = host
        self._storage = storage

    def __getattr__(self, name: str) -> object:
        method = getattr(self._target, name)
        step = f"{type(self._target).__name__}.{name}"

        def call(*arguments: object, **named: object) -> object:
            return self._host.call(step, lambda: method(*arguments, **named), storage=self._storage)

        return call


def through(host: Host, port: Port, *, storage: bool = True) -> Port:
    """Returns the port as the host uses it."""
    return cast("Port", _Proxied(port, host, storage))


class HostLeases:
    """Leases of a host. A killed host releases none."""

    def __init__(self, host: Host, leases: Leases) -> None:
        self._host = host
        self._leases = leases

    def is_held(self, name: str) -> bool:
        return self._host.call("Leases.is_held", lambda: self._leases.is_held(name))

    @contextmanager
    def hold(self, name: str, seconds: float) -> Iterator[None]:
        held = self._leases.hold(name, seconds)
        self._host.call("Leases.hold", held.__enter__)
        try:
            yield
        except Killed:
            self._host.record.abandoned.append(held)
            raise
        except BaseException:
            self._host.call("Leases.release", lambda: held.__exit__(None, None, None))
            raise
        self._host.call("Leases.release", lambda: held.__exit__(None, None, None))
