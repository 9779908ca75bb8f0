"""All that lives in an account: its calls, its people's presence, and who is told of them."""

from __future__ import annotations

from local.ringcentral.account import Account
from local.ringcentral.deliveries import Deliverer
from local.ringcentral.live_calls import LiveCalls
from local.ringcentral.live_events import extension_event, extensions_event
from local.ringcentral.live_plans import Planner
from local.ringcentral.live_traffic import Bursts, Traffic
from local.ringcentral.model import Extension
from local.ringcentral.notifications import Notifier
from local.ringcentral.presence import PresenceBook
from local.ringcentral.subscriptions import SubscriptionStore
from local.ringcentral.switchboard import Switchboard
from local.ringcentral.timeline import Timeline


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
