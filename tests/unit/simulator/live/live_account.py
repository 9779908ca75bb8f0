"""A live account without a server: its clock stands still, and it keeps what it publishes."""

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
from simulator.testing import frozen_clock, options_without_limits

Body = Mapping[str, Any]


class LiveAccount:
    def __init__(self) -> None:
        self.account = scenarios.empty(clock=frozen_clock(), options=options_without_limits())
        self.events: list[Event] = []
        self.timeline = Timeline(self.account.clock)
        publish = self.events.append
        self.presence = PresenceBook(self.account, self.timeline, publish)
        self.switchboard = Switchboard(self.account, self.timeline, self.presence, publish)
        self.calls = LiveCalls(self.switchboard)
        self.planner = Planner(self.account)

    @property
    def users(self) -> list[Extension]:
        return self.planner.users()

    def start(self, kind: str, **settings: Any) -> LiveCall:
        return self.calls.start(self.planner.plan(kind, **settings))

    def pass_time(self, seconds: float) -> None:
        self.account.clock.advance(seconds)
        self.timeline.play()

    def play(self, kind: str, **settings: Any) -> LiveCall:
        """Plays a whole call, until its record is in the call log."""
        call = self.start(kind, **settings)
        self.pass_time(200)
        assert call.over
        return call

    @property
    def telephony(self) -> list[Body]:
        """The bodies of all telephony events."""
        return [event.body for event in self.events if event.kind == "telephony"]

    @property
    def parties(self) -> list[Body]:
        """The party of each telephony event."""
        return [body["parties"][0] for body in self.telephony]

    def codes(self, number: int) -> list[str]:
        """Returns the published codes of a party, by its number in the session."""
        return [
            str(party["status"]["code"])
            for party in self.parties
            if party["id"].endswith(f"-{number}")
        ]

    def presence_of(self, extension: Extension) -> list[Body]:
        """Returns the bodies of the extension's presence events."""
        return [
            event.body
            for event in self.events
            if event.kind == "presence" and event.extension_id == str(extension.id)
        ]
