"""A live account without a server: its clock stands still, and what it publishes is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator import scenarios
from simulator.directory.extensions import Extension
from simulator.live.call import LiveCall
from simulator.live.calls import LiveCalls
from simulator.live.events import Event
from simulator.live.plans import Planner
from simulator.live.presence import PresenceBook
from simulator.live.switchboard import Switchboard
from simulator.live.timeline import Timeline
from simulator.testing import frozen_clock, generous

Body = Mapping[str, Any]


class LiveAccount:
    def __init__(self) -> None:
        self.account = scenarios.empty(clock=frozen_clock(), options=generous())
        self.events: list[Event] = []
        self.timeline = Timeline(self.account.clock)
        self.presence = PresenceBook(self.account, self.timeline, self.events.append)
        self.board = Switchboard(self.account, self.timeline, self.presence, self.events.append)
        self.calls = LiveCalls(self.board)
        self.planner = Planner(self.account)

    @property
    def people(self) -> list[Extension]:
        return self.planner.people()

    def start(self, kind: str, **settings: object) -> LiveCall:
        return self.calls.start(self.planner.plan(kind, **settings))  # type: ignore[arg-type]

    def pass_time(self, seconds: float) -> None:
        self.account.clock.advance(seconds)
        self.timeline.play()

    def played(self, kind: str, **settings: object) -> LiveCall:
        """A whole call, from its beginning until it shows in the log."""
        call = self.start(kind, **settings)
        self.pass_time(200)
        assert call.over
        return call

    @property
    def telephony(self) -> list[Body]:
        return [event.body for event in self.events if event.kind == "telephony"]

    def told(self, number: int) -> list[str]:
        """The codes of a party, by its number in the session."""
        return [
            str(party["status"]["code"])
            for body in self.telephony
            for party in body["parties"]
            if party["id"].endswith(f"-{number}")
        ]

    def presence_of(self, extension: Extension) -> list[Body]:
        return [
            event.body
            for event in self.events
            if event.kind == "presence" and event.extension_id == str(extension.id)
        ]
