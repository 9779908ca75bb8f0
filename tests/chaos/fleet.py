"""The stack in virtual time: schedules, queues and state machines call the functions, which may die."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar
from unittest import mock

from ringkeep.domain.accounts.services import Connection, Policy, Service
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import Conflict, RingkeepError, Throttled
from ringkeep.usecases.live import track_calls
from ringkeep.usecases.live.track_calls import ReceivedEvent
from ringkeep.usecases.recordings import record_calls
from ringkeep.usecases.recordings.backfill import BackfillRequest
from ringkeep.usecases.recordings.import_result import ImportResult
from simulator.http.app import create_app
from simulator.live.wiring import Live
from tests.chaos.account import (
    DAY,
    RETENTION_DAYS,
    Plan,
    Story,
    events_of,
    story_of,
    users_by_label,
)
from tests.chaos.environment import Environment, NotingLimiter, Shared
from tests.chaos.episodes import EPISODES
from tests.chaos.hosts import Host, Killed, Rates, Record
from tests.chaos.network import SERVER, Network
from tests.chaos.stage import Stage, StageClock
from tests.chaos.troubles import RandomFaults

BEGAN: Final = 1_790_000_000.0
SERVICE: Final = "default"
_VISIBILITY: Final = 90.0
_RECEIVES: Final = 5
_SETTLE_TRIES: Final = 36
_LOST_EXECUTIONS: Final = 0.004
_THROTTLED_STARTS: Final = 0.005
Result = TypeVar("Result")


class SerialPool:
    """Runs the work of a thread pool in order, so that a run can be repeated."""

    def __init__(self, _workers: int) -> None:
        pass

    def __enter__(self) -> SerialPool:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def map(self, work: Callable[..., Result], *items: Iterable[object]) -> Iterator[Result]:
        """Does all the work, like threads, although some of it fails: the first error is raised in its
        place among the results."""
        outcomes = [self._outcome(work, each) for each in zip(*items, strict=False)]
        return (self._result(outcome) for outcome in outcomes)

    @staticmethod
    def _outcome(work: Callable[..., Result], items: tuple[object, ...]) -> Result | RingkeepError:
        try:
            return work(*items)
        except RingkeepError as error:
            return error

    @staticmethod
    def _result(outcome: Result | RingkeepError) -> Result:
        if isinstance(outcome, RingkeepError):
            raise outcome
        return outcome


@contextmanager
def without_threads() -> Iterator[None]:
    with (
        mock.patch.object(record_calls, "ThreadPoolExecutor", SerialPool),
        mock.patch.object(track_calls, "ThreadPoolExecutor", SerialPool),
    ):
        yield


class Fleet:
    """A connected service and everything that works for it."""

    def __init__(self, plan: Plan, rates: Rates, folder: Path) -> None:
        self.plan = plan
        self.rates = rates
        self.chance = random.Random(f"{plan.seed}/fleet")  # noqa: S311 # reproducible, no secret
        self.stage = Stage(BEGAN)
        self.record = Record()
        self.dead_letters: list[str] = []
        self.problems: list[str] = []
        self._error = ""
        """The name of the last function's error, as Step Functions learns it."""
        self._folder = folder
        self._idle: list[Environment] = []
        self._names: set[str] = set()
        self.story = story_of(plan, StageClock(self.stage))
        self.shared = self._connected(self.story)
        self.troubled = True

    def _connected(self, story: Story) -> Shared:
        account = story.account
        self.faults = RandomFaults(
            random.Random(f"{self.plan.seed}/faults"),  # noqa: S311
            lambda: self.rates.request_fault if self.troubled else 0.0,
            account.recordings.__contains__,
        )
        account.faults = self.faults
        network = Network(account, create_app(account, Live(account, self.plan.seed)))
        users = users_by_label(account)
        connection = Connection.model_validate(
            {
                "server_url": SERVER,
                "client_id": account.options.client_id,
                "client_secret": account.options.client_secret,
                "users": [{"jwt": user.jwt} for user in account.users],
            }
        )
        limiter = NotingLimiter(_TrueClock(self.stage))
        limiter.network = network
        limiter.users = {label: str(user.extension_id) for label, user in users.items()}
        policy = Policy(retention_days=RETENTION_DAYS, backfill_days=RETENTION_DAYS)
        service = Service(name=SERVICE, server_url=SERVER, secret_arn="", policy=policy)
        shared = Shared(service, connection, network, self, limiter)
        arn = shared.secrets.put(SERVICE, connection)
        shared.service = service.model_copy(update={"secret_arn": arn})
        shared.services.put(shared.service)
        return shared

    def run(self) -> None:
        """Runs until RingCentral's retention of the last call is over, and three days longer."""
        story, start = self.story, self.stage.start
        random.seed(self.plan.seed)  # the product spreads its retries with the module's generator
        with without_threads():
            for at, recording_id in story.deletions:
                start(at, lambda key=recording_id: story.account.delete_recording(key))  # type: ignore[misc]
            for at, call in story.ends:
                self._announce(at, events_of(story.account, call))
            start(BEGAN, lambda: self._each("poll", 300, self.plan.quiet_poll))
            start(BEGAN + 40, lambda: self._each("hourly", 3600, self.plan.quiet_poll))
            start(BEGAN + 80, lambda: self._each("nightly", DAY, DAY))
            start(BEGAN + 120, lambda: self._each("weekly", 7 * DAY, 7 * DAY))
            start(BEGAN + 30, self._schedule)
            start(BEGAN + 60, self._backfill)
            start(BEGAN + 300, self._episodes)
            self.stage.run(self.ends_at)

    @property
    def ends_at(self) -> float:
        return self.story.retention_ends + 3 * DAY

    def _episodes(self) -> None:
        """One trouble of the account after the other: often while calls are made, then every few days."""
        while self.stage.now < self.story.retention_ends:
            for episode in self.chance.sample(EPISODES, len(EPISODES)):
                self.record.happened[f"episode: {episode.name}"] += 1
                with episode.change(self.story.account):
                    self.stage.pause(episode.seconds)
                busy = self.stage.now < self.story.quiet_from
                self.stage.pause(self.chance.uniform(0.2, 1) * (3600 if busy else 4 * DAY))

    # Schedules

    def _each(self, source: DiscoverySource, every: float, quiet: float) -> None:
        """Starts a run of a source again and again, whether or not the last one has ended."""
        while self.stage.now < self.ends_at:
            self.stage.start(self.stage.now, lambda: self._poll(source))
            busy = self.stage.now < self.story.quiet_from
            self.stage.pause(every if busy else max(every, quiet))

    def _poll(self, source: DiscoverySource) -> None:
        def body(environment: Environment) -> None:
            until = environment.host.clock.now() + 240
            services = [environment.services.get(SERVICE)]
            for result in environment.polls.run(services, source, until):
                self.record.happened[f"{source} {result.error or result.status}"] += 1

        self.invoke(body)

    def _schedule(self) -> None:
        """Each minute; in quiet times only when a recording is due, to save time."""
        while self.stage.now < self.ends_at:
            self.stage.start(self.stage.now, self._schedule_once)
            due = [row.due_at for row in self.shared.calls.open_rows.values()]
            quiet = self.stage.now > self.story.quiet_from
            soonest = min([self.stage.now + self.plan.quiet_poll, *due]) if quiet else 0.0
            self.stage.pause(max(60.0, soonest - self.stage.now))

    def _schedule_once(self) -> None:
        def body(environment: Environment) -> None:
            environment.schedule.run(environment.services.get(SERVICE))

        self.invoke(body)

    def _backfill(self) -> None:
        """The state machine: repeats the step until it is done, also after failures."""
        request, done = BackfillRequest(service=SERVICE, run_id="1"), False
        while not done:
            step = self.invoke(
                lambda environment: environment.backfill.step(
                    request, environment.host.clock.now() + 240
                )
            )
            done = step is not None and step.done
            self.stage.pause(60 if step is None else step.wait_seconds)

    # Events

    def _announce(self, at: float, events: list[str]) -> None:
        for event in events:
            fate = self.chance.random()
            if fate < self.plan.lost_webhooks:
                self.record.happened["webhook lost"] += 1
                continue
            late = self.chance.choice((0, 0, 0, 0, 30, 600)) * self.chance.random()
            copies = 2 if self.chance.random() < 0.05 else 1
            self.record.happened["webhook late"] += late > 5
            self.record.happened["webhook repeated"] += copies > 1
            for copy in range(copies):
                arrives = at + 0.5 + late + copy * 20 * self.chance.random()
                self.stage.start(arrives, lambda text=event: self._track(text))  # type: ignore[misc]

    def _track(self, text: str) -> None:
        """SQS delivers an event again until it is tracked, at most five times."""
        received_at = self.stage.now
        event = ReceivedEvent(SERVICE, text, received_at)
        for _ in range(_RECEIVES):
            results = self.invoke(lambda environment: environment.tracker.track_all([event]))
            if results is not None and results[0].error is None:
                return
            self.record.happened["event delivered again"] += 1
            self.stage.pause(_VISIBILITY)
        self.record.happened["event in the dead-letter queue"] += 1
        self.dead_letters.append(text)

    # State machines: the Workflows port

    def start_import(self, row: Recording, request: ImportRequest) -> None:
        name = f"{row.key}/{request.dispatch}"
        if name in self._names:
            raise Conflict("the execution name is taken")
        if self.chance.random() < _THROTTLED_STARTS:
            self.record.happened["start of an execution throttled"] += 1
            raise Throttled("Step Functions throttles the request")
        self._names.add(name)
        self.stage.start(self.stage.now, lambda: self._import(request))

    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str:
        raise AssertionError("the fleet starts its back-fill by itself")

    def _import(self, request: ImportRequest) -> None:
        while True:
            start_at = datetime.fromisoformat(request.start_at).timestamp()
            self.stage.pause(max(0.0, start_at - self.stage.now))
            self.stage.pause(self._cold_start())
            if self.chance.random() < _LOST_EXECUTIONS:
                self._fault("execution aborted", request.recording_id)
                return
            result = self._download(request)
            if result is None:
                self._settle(request, self._error)
                return
            self.record.happened[f"import {result.outcome}"] += 1
            if result.outcome != "wait" or result.next_request is None:
                return
            request = result.next_request

    def _download(self, request: ImportRequest) -> ImportResult | None:
        def body(environment: Environment) -> ImportResult:
            until = environment.host.clock.now() + 900
            return environment.run_import.run(request, until)

        return self.invoke(body, request.recording_id)

    def _settle(self, request: ImportRequest, error: str) -> None:
        for failed in range(_SETTLE_TRIES):
            settled = self.invoke(
                lambda environment: environment.settle.run(request.key, request.dispatch, error)
            )
            if settled is not None:
                return
            self.stage.pause(min(60, 5 * 2**failed) * self.chance.random())
        self._fault("execution failed", request.recording_id)

    def _fault(self, what: str, recording_id: str) -> None:
        self.record.happened[what] += 1
        self.record.faults[recording_id] += 1

    def _cold_start(self) -> float:
        return (
            self.chance.uniform(2, 5)
            if self.chance.random() < 0.1
            else self.chance.uniform(0.05, 0.8)
        )

    # Functions

    def invoke(self, body: Callable[[Environment], Result], about: str = "") -> Result | None:
        """Runs a function on an idle host or a new one. Returns None if it failed or died."""
        environment = self._idle.pop() if self._idle else self._new_environment()
        host = environment.host
        host.about = about
        try:
            result = body(environment)
        except Killed:
            self._error = "Runtime.ExitError"
            return None
        except RingkeepError as problem:
            self._error = type(problem).__name__
            self.record.happened[f"function failed: {type(problem).__name__}"] += 1
            self._idle.append(environment)
            return None
        self._idle.append(environment)
        return result

    def _new_environment(self) -> Environment:
        seed = f"{self.plan.seed}/host/{self.record.happened['host']}"
        self.record.happened["host"] += 1
        host = Host(self.stage, self.rates, random.Random(seed), self.record)  # noqa: S311
        return Environment(host, self.shared, self._folder)


class _TrueClock:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def now(self) -> float:
        return self._stage.now

    def sleep(self, seconds: float) -> None:
        self._stage.pause(seconds)
