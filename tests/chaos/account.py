"""The simulated account of a run: old calls, calls of the next days, late and never ready recordings,
and the events of the calls' ends."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from simulator import scenarios
from simulator.accounts.account import Account, Options
from simulator.accounts.users import User
from simulator.clock import Clock, zulu
from simulator.directory.extensions import Extension
from simulator.live.events import telephony_event
from simulator.live.model import End, Line, LiveParty, LiveRecording, LiveSession
from simulator.recordings import audio
from simulator.recordings.calls import Call, Recording
from simulator.recordings.factory import CallFactory, CallPlan

DAY: Final = 86_400.0
RETENTION_DAYS: Final = 90
_OLD_SHARE: Final = 0.35
_NEVER_READY: Final = 0.01
_DELETED: Final = 0.02


@dataclass(frozen=True)
class Plan:
    """How many recordings. Calls are made for `live_days`; for `busy_days` after that, so that some
    nightly sweeps lie in them, the schedules run as often as in production, and then each `quiet_poll`
    seconds, to save time."""

    recordings: int
    seed: int
    lost_webhooks: float = 0.10
    late: float = 0.05
    live_days: float = 0.5
    busy_days: float = 2.5
    quiet_poll: float = 12 * 3600.0


def small_plan(seed: int, recordings: int = 60) -> Plan:
    """A plan that takes seconds."""
    return Plan(recordings, seed, live_days=0.1, busy_days=0.1, quiet_poll=DAY)


@dataclass
class Story:
    """The account and what is known about its future. `ends` holds the live calls by their end."""

    account: Account
    plan: Plan
    began_at: float
    ends: list[tuple[float, Call]] = field(default_factory=list)
    deletions: list[tuple[float, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def live_until(self) -> float:
        return self.began_at + self.plan.live_days * DAY

    @property
    def quiet_from(self) -> float:
        return self.live_until + self.plan.busy_days * DAY

    @property
    def retention_ends(self) -> float:
        return self.live_until + RETENTION_DAYS * DAY


def story_of(plan: Plan, clock: Clock) -> Story:
    """Creates the account. The same plan makes the same account."""
    chance = random.Random(plan.seed)  # noqa: S311 # reproducible, no secret
    account = scenarios.empty(clock=clock, options=Options())
    account.users[1].second_factor = False
    began = clock.now().timestamp()
    story = Story(account, plan, began)
    author = _Author(story, CallFactory(account, plan.seed), chance)
    made = 0
    while made < plan.recordings:
        old = chance.random() < _OLD_SHARE
        call = author.old_call() if old else author.live_call()
        account.add_call(call)
        made += len(call.recordings)
    return story


def users_by_label(account: Account) -> dict[str, User]:
    """The account's users by the labels that the product gives them."""
    from ringkeep.domain.accounts.services import Credentials  # noqa: PLC0415 # one use

    return {Credentials(jwt=user.jwt).label: user for user in account.users}


@dataclass
class _Author:
    story: Story
    factory: CallFactory
    chance: random.Random

    def old_call(self) -> Call:
        """A call of the last weeks, which the back-fill finds."""
        back = self.chance.uniform(0.02, RETENTION_DAYS - 2) * DAY
        call = self._call(-back)
        self._happen("old call")
        return call

    def live_call(self) -> Call:
        call = self._call(self.chance.uniform(0.0, self.story.plan.live_days) * DAY)
        for recording in call.recordings:
            self._delay(call, recording)
        self.story.ends.append((call.end.timestamp(), call))
        return call

    def _call(self, from_start: float) -> Call:
        clock = self.factory.account.clock
        start = clock.now() + timedelta(seconds=round(from_start, 3))
        extension = self.chance.choice(self._users)
        kind = self.chance.random()
        direction = self.chance.choice(("Inbound", "Inbound", "Outbound"))
        common = {"start": start, "extension": extension, "direction": direction}
        samples: tuple[str, ...] = (self.factory.sample(),)
        session_id = None
        if kind < 0.08:
            samples = ("transfer_first.mp3", "transfer_second.mp3")
            self._happen("transferred call")
        elif kind < 0.13:
            samples = (self.chance.choice(audio.sample_names(audio.WAV)),)
            self._happen("WAV")
        elif kind < 0.16:
            session_id = "0"
            self._happen("conference")
        elif kind < 0.20:
            common["recording_type"] = "OnDemand"
            self._happen("on demand")
        call = self.factory.make(CallPlan(**common, samples=samples, session_id=session_id))  # type: ignore[arg-type]
        if self.chance.random() < _DELETED:
            self._delete(call)
        return call

    @property
    def _users(self) -> list[Extension]:
        extensions = self.factory.account.extensions.values()
        return [each for each in extensions if each.type == "User" and each.number]

    def _delay(self, call: Call, recording: Recording) -> None:
        """Content is ready 10 to 180 seconds after the call, sometimes much later or never."""
        ready = 10 + min(170.0, self.chance.lognormvariate(3.2, 0.8))
        if self.chance.random() < self.story.plan.late:
            ready = self.chance.choice((2.0, 12.0, 40.0, 120.0)) * 3600 * self.chance.random()
            recording.appears_at = call.end + timedelta(seconds=ready)
            self._happen("late recording")
        elif self.chance.random() < _NEVER_READY:
            ready = 400 * DAY
            self._happen("never ready recording")
        recording.ready_at = max(recording.appears_at, call.end + timedelta(seconds=ready))
        if ready >= 400 * DAY:
            recording.appears_at = call.end + timedelta(seconds=30)

    def _delete(self, call: Call) -> None:
        """Someone deletes a recording, possibly before it could be downloaded."""
        self._happen("deleted recording")
        recording = self.chance.choice(call.recordings)
        soonest = max(self.story.began_at, call.end.timestamp())
        self.story.deletions.append((soonest + self.chance.expovariate(1 / 300), recording.id))

    def _happen(self, what: str) -> None:
        self.story.kinds[what] += 1


def events_of(account: Account, call: Call) -> list[str]:
    """The notifications of a call: it is answered, then it ends. One text for each event."""
    extension = account.extensions[call.extension_id]
    session = LiveSession(call.telephony_session_id, call.session_id, call.start)
    recordings = [LiveRecording(each.id) for each in call.recordings]
    party = LiveParty(
        f"p-{call.telephony_session_id[2:]}-1",
        call.direction,
        _end(call.caller.phone_number, call.caller.name, call.caller.extension_id),
        _end(call.callee.phone_number, call.callee.name, call.callee.extension_id),
        extension,
        began_at=call.start,
        recordings=recordings,
    )
    texts = []
    for code, at in (("Answered", call.start), ("Disconnected", call.end)):
        party.code = code
        session.sequence += 1
        event = telephony_event(account.id, Line(session, party), at)
        envelope = {
            "uuid": f"{call.id}-{session.sequence}",
            "event": event.path,
            "timestamp": zulu(at),
            "subscriptionId": "chaos",
            "ownerId": str(account.users[0].extension_id),
            "body": event.body,
        }
        texts.append(json.dumps(envelope))
    return texts


def _end(number: str | None, name: str | None, extension_id: int | None) -> End:
    return End(number, name, extension_id)
