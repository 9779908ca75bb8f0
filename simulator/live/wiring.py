"""All that lives in an account: its calls, its people's presence, and who is told of them."""

from __future__ import annotations

from simulator.accounts.account import Account
from simulator.directory.extensions import Extension
from simulator.events.deliveries import Deliverer
from simulator.events.notifications import Notifier
from simulator.events.subscriptions import SubscriptionStore
from simulator.live.calls import LiveCalls
from simulator.live.events import extension_event, extensions_event
from simulator.live.plans import Planner
from simulator.live.presence import PresenceBook
from simulator.live.switchboard import Switchboard
from simulator.live.timeline import Timeline
from simulator.live.traffic import Bursts, Traffic


class Live:
    """Starts and stops with the server. Without it, `timeline.play` moves the calls."""

    def __init__(self, account: Account, seed: int = 1) -> None:
        self.account = account
        self.timeline = Timeline(account.clock)
        self.subscriptions = SubscriptionStore(account.clock)
        self.deliverer = Deliverer(self.subscriptions, account.clock, seed)
        self.notifier = Notifier(self.timeline, self.subscriptions, self.deliverer, seed)
        publish = self.notifier.publish
        self.presence = PresenceBook(account, self.timeline, publish)
        self.board = Switchboard(account, self.timeline, self.presence, publish, seed)
        self.calls = LiveCalls(self.board)
        self.planner = Planner(account, seed)
        self.traffic = Traffic(self.calls, self.planner, self.presence, seed)
        self.bursts = Bursts(self.calls, self.planner, self.notifier, seed)
        account.directory_listeners.append(self._extension_changed)

    def start(self) -> None:
        self.deliverer.start()
        self.timeline.start()

    def stop(self) -> None:
        self.timeline.stop()
        self.deliverer.stop()

    def _extension_changed(self, extension: Extension, change: str) -> None:
        account = self.account
        listed = account.options.extension_events == "listed"
        with self.timeline.lock:
            self.notifier.publish(extensions_event(account.id, extension.id, change, listed))
            if change != "Create":
                self.notifier.publish(extension_event(account.id, extension.id, change))
