"""Calls of the last weeks, one for each conversation, that ended long before the account was connected."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from simulator.accounts.account import Account
from simulator.dialogues.library import Made
from simulator.directory.extensions import Extension
from simulator.recordings.calls import Call
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.recordings.records import RecordWriter
from simulator.staff import TEAMS

_SEED: Final = 1009
"""Other ids than those of the scenario's own calls."""
_YOUNGEST: Final = timedelta(hours=3)
_OPEN: Final = range(8, 18)
_QUEUED: Final = 0.7
_ON_DEMAND: Final = 0.08
_WEEKEND: Final = 5
_AT_THE_WEEKEND: Final = 0.2


class OlderCall(NamedTuple):
    call: Call
    spoken: Made


def older_calls(account: Account, days: int) -> list[OlderCall]:
    """Makes the calls without adding them, oldest first. There are none without conversations."""
    factory = CallFactory(account, _SEED)
    times = sorted(_times(account.clock.now(), days, len(account.dialogues.made), factory.random))
    made = list(account.dialogues.made)
    factory.random.shuffle(made)
    pairs = zip(times, made, strict=True)
    return [OlderCall(factory.make(_plan(factory, *each)), each[1]) for each in pairs]


def described(account: Account, older: OlderCall, base_url: str) -> dict[str, object]:
    """Returns the record as the call log will have it, and what is said in the recording."""
    (recording,) = older.call.recordings
    return {
        "account_id": str(account.id),
        "recording_id": recording.id,
        "content_type": recording.content_type,
        "sample": recording.sample,
        "record": RecordWriter(account, base_url).record(older.call, detailed=True),
        "topic": older.spoken.topic,
        "channels": older.spoken.channels,
        "utterances": [each._asdict() for each in older.spoken.utterances],
    }


def _plan(factory: CallFactory, start: datetime, spoken: Made) -> CallPlan:
    extension = _extension(factory.account, spoken.extension)
    queued = not spoken.outbound and factory.random.random() < _QUEUED
    return CallPlan(
        start=start,
        extension=extension,
        direction="Outbound" if spoken.outbound else "Inbound",
        samples=(spoken.file,),
        recording_type="OnDemand" if factory.random.random() < _ON_DEMAND else "Automatic",
        queue=_queue(factory.account, spoken.team) if queued else None,
    )


def _times(now: datetime, days: int, count: int, chance: random.Random) -> Iterator[datetime]:
    """Most calls come in office hours and on weekdays."""
    while count:
        day = now - timedelta(days=chance.randrange(days + 1))
        if day.weekday() >= _WEEKEND and chance.random() > _AT_THE_WEEKEND:
            continue
        minute, second = chance.randrange(60), chance.randrange(60)
        start = day.replace(hour=chance.choice(_OPEN), minute=minute, second=second, microsecond=0)
        if now - timedelta(days=days) < start < now - _YOUNGEST:
            count -= 1
            yield start


def _extension(account: Account, number: str) -> Extension:
    """Raises ValueError."""
    found = _numbered(account, number)
    if found is None:
        raise ValueError(f"a conversation of extension {number}, which the account does not have")
    return found


def _queue(account: Account, team: str) -> Extension | None:
    numbers = {each.name: each.queue for each in TEAMS}
    return _numbered(account, numbers.get(team, ""))


def _numbered(account: Account, number: str) -> Extension | None:
    return next((each for each in account.extensions.values() if each.number == number), None)
