"""Connects the parts of the live account: calls, presence, subscriptions and deliveries."""

from __future__ import annotations

from simulator.accounts.account import Account
from simulator.directory.extensions import Extension
from simulator.events.deliveries import Deliverer
from simulator.events.notifications import Notifier
from simulator.events.subscriptions import SubscriptionStore
from simulator.live.bursts import Bursts
from simulator.live.calls import LiveCalls
from simulator.live.events import extensions_event
from simulator.live.plans import Planner
from simulator.live.presence import PresenceBook
from simulator.live.switchboard import Switchboard
from simulator.live.timeline import Timeline
from simulator.live.traffic import Traffic


class Live:
    """The server starts and stops it. Without a server, `timeline.play` moves the calls on."""

    def __init__(self, account: Account, seed: int = 1) -> None:
        self.account = account
        self.timeline = Timeline(account.clock)
        self.subscriptions = SubscriptionStore(account.clock)
        self.deliverer = Deliverer(self.subscriptions, account.clock, seed)
        self.notifier = Notifier(self.timeline, self.subscriptions, self.deliverer, seed)
        publish = self.notifier.publish
        self.presence = PresenceBook(account, self.timeline, publish)
        self.switchboard = Switchboard(account, self.timeline, self.presence, publish, seed)
        self.calls = LiveCalls(self.switchboard)
        self.planner = Planner(account, seed)
        self.traffic = Traffic(self.calls, self.planner, self.presence, seed)
        self.bursts = Bursts(self.calls, self.planner, self.notifier, seed)
        account.extension_listeners.append(self._announce_extension)

    def start(self) -> None:
        self.deliverer.start()
        self.timeline.start()

    def stop(self) -> None:
        self.timeline.stop()
        self.deliverer.stop()

    def _announce_extension(self, extension: Extension) -> None:
        with self.timeline.lock:
            self.notifier.publish(extensions_event(self.account.id, extension.id))
