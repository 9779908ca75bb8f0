"""What CloudWatch charges to log RingCentral's events: raw, parsed, or both.

    PYTHONPATH=. .venv/bin/python benchmarks/event_logging_cost.py [files with events of your own, as JSON]

The events of ten minutes of the simulated account's calls, or of the files, pass the product's own
receiver. The bytes of the lines that it logs are priced by the list of us-east-1, without storage, which
costs a hundredth of that for each month. Writes results/event_logging_cost.json, but not for files.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ringkeep.observability import logger, metrics
from ringkeep.tally import Tally
from ringkeep.webhook.keys import CachedKeys
from ringkeep.webhook.receiver import EventLogging, Receiver
from ringkeep.webhook.tokens import CachedTokens
from simulator import scenarios
from simulator.accounts.account import Account
from simulator.events.deliveries import Deliverer
from simulator.events.notifications import Notifier
from simulator.events.subscriptions import Subscription, SubscriptionStore, parse_filter
from simulator.live.calls import LiveCalls
from simulator.live.plans import Planner
from simulator.live.presence import PresenceBook
from simulator.live.switchboard import Switchboard
from simulator.live.timeline import Timeline
from simulator.live.traffic import Traffic
from simulator.testing import frozen_clock, options_without_limits
from tests.fakes.clock import FakeClock

RESULT = Path(__file__).parent / "results" / "event_logging_cost.json"
SECONDS = 600
CALLS_A_MINUTE = 30
USERS = 40
INGEST_PRICE = 0.50
"""Dollars for a GB."""
GIGABYTE = 1024**3
LINE_OVERHEAD = 26
"""Bytes that CloudWatch adds to each line."""
FILTERS = (
    "/restapi/v1.0/account/~/telephony/sessions",
    "/restapi/v1.0/account/~/presence?detailedTelephonyState=true",
)
CONTEXT = SimpleNamespace(
    function_name="ringkeep-prod-ReceiveWebhookFunction-abcdefghijkl",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:ringkeep-prod-ReceiveWebhookFunction-abcdefghijkl",
    aws_request_id="00000000-0000-4000-8000-000000000000",
)


class Subscribed(SubscriptionStore):
    """One subscription with the filters of Ringkeep."""

    def __init__(self, account: Account) -> None:
        super().__init__(account.clock)
        now = account.clock.now()
        filters = tuple(parse_filter(each, account.id, 0) for each in FILTERS)
        values = ("9d38419f-645f-4ee3-a053-8cf1368c21c4", "62001001", "app", "", None)
        self._one = Subscription(*values, filters, (), now, now + timedelta(days=7))

    def active(self) -> list[Subscription]:
        return [self._one]


class Collecting(Deliverer):
    """Keeps the events and delivers none."""

    def __init__(self, store: SubscriptionStore, account: Account) -> None:
        super().__init__(store, account.clock)
        self.texts: list[str] = []

    def deliver(self, subscription: Subscription, content: bytes, order_key: str) -> None:
        self.texts.append(content.decode())


class Queue:
    def send(self, service: str, text: str, received_at: float) -> None:
        """Accepts everything."""


def simulated_events() -> list[str]:
    account = scenarios.empty(clock=frozen_clock(), options=options_without_limits())
    scenarios.add_users(account, USERS)
    timeline, store = Timeline(account.clock), Subscribed(account)
    deliverer = Collecting(store, account)
    publish = Notifier(timeline, store, deliverer).publish
    presence = PresenceBook(account, timeline, publish)
    calls = LiveCalls(Switchboard(account, timeline, presence, publish))
    Traffic(calls, Planner(account), presence).set_rate(CALLS_A_MINUTE)
    for _ in range(SECONDS):
        account.clock.advance(1)
        timeline.play()
    return deliverer.texts


def events_of(files: Iterable[str]) -> list[str]:
    """Returns the events of files that hold one event or a list of them."""
    read: list[Any] = [json.loads(Path(file).read_text()) for file in files]
    lists = [each if isinstance(each, list) else [each] for each in read]
    return [json.dumps(event, separators=(",", ":")) for events in lists for event in events]


@contextmanager
def captured() -> Iterator[io.StringIO]:
    handler, lines = logger.registered_handler, io.StringIO()
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(lines)
    try:
        yield lines
    finally:
        handler.setStream(before or sys.stdout)


def logged(events: Iterable[str], switches: EventLogging) -> list[str]:
    """Returns the lines that the receiver logs for the events."""
    now = FakeClock().now
    keys = CachedKeys(lambda: json.dumps({"services": {"main": {"current": "k"}}}), now)
    tokens = CachedTokens(lambda _: "t", now)
    receiver = Receiver(keys, tokens, Queue(), switches, Tally(now), now)

    @logger.inject_lambda_context(clear_state=True)
    def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
        return dict(receiver.answer(event))

    address, headers = {"service": "main", "key": "k"}, {"verification-token": "t"}
    with captured() as lines:
        for body in events:
            handler({"pathParameters": address, "headers": headers, "body": body}, CONTEXT)
            metrics.clear_metrics()
    return lines.getvalue().splitlines()


def cost(events: list[str], switches: EventLogging) -> dict[str, float]:
    lines = logged(events, switches)
    each = (sum(len(line.encode()) for line in lines) + LINE_OVERHEAD * len(lines)) / len(events)
    dollars = each / GIGABYTE * INGEST_PRICE
    return {"bytes_an_event": round(each), "dollars_a_thousand_events": round(1000 * dollars, 6)}


def measure(events: list[str]) -> dict[str, object]:
    return {
        "events": len(events),
        "mean_bytes_as_sent": round(sum(len(each.encode()) for each in events) / len(events)),
        "raw": cost(events, EventLogging(raw=True, verbose=False)),
        "parsed": cost(events, EventLogging(raw=False, verbose=True)),
        "both": cost(events, EventLogging(raw=True, verbose=True)),
    }


def main() -> None:
    files = sys.argv[1:]
    result = measure(events_of(files) if files else simulated_events())
    if not files:
        RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
