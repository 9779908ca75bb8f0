"""Delivers notifications by HTTP, as well and as badly as it is told to."""

from __future__ import annotations

import asyncio
import random
import ssl
import threading
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import httpx

from simulator.clock import Clock
from simulator.events.subscriptions import Subscription, SubscriptionStore

AGENT = "RingCentral-WebHook/simulated"
_AT_ONCE = 64
_START_SECONDS = 10
_LONGEST = 600.0  # seconds; how long an answer may really take is one of the options


@dataclass(slots=True)
class DeliveryOptions:
    """Shares are between 0 and 1, times in wall seconds. `blacklist_after` 0: never."""

    lateness: float = 0.0
    jitter: float = 0.0
    repetition: float = 0.0
    disorder: float = 0.0
    disorder_seconds: float = 2.0
    loss: float = 0.0
    blacklist_after: int = 5
    answer_seconds: float = 3.0
    answer_bytes: int = 1024
    renewal: str = "default"  # a renewed subscription lasts seven days, or as long as "asked"


@dataclass(frozen=True, slots=True)
class Delivery:
    subscription: Subscription
    content: bytes
    order_key: str
    due: float = 0.0  # the loop's time

    def at(self, due: float) -> Delivery:
        return replace(self, due=due)


class Refused(Exception):
    """The endpoint did not answer as it must. `code` is the platform's, where it says so itself."""

    def __init__(self, reason: str, code: str = "SUB-525") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class Deliverer:
    """A thread with a loop of its own. Events of one order key arrive in order, unless `disorder`."""

    def __init__(self, store: SubscriptionStore, clock: Clock, seed: int = 1) -> None:
        self.options = DeliveryOptions()
        self._store = store
        self._clock = clock
        self._chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lanes: dict[tuple[str, str], deque[Delivery]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._pending = 0
        self._idle = threading.Condition()
        self._client: httpx.AsyncClient
        self._room: asyncio.Semaphore

    @property
    def pending(self) -> int:
        return self._pending

    def deliver(self, subscription: Subscription, content: bytes, order_key: str) -> None:
        """From any thread. Without a running loop nothing is delivered."""
        subscription.counts["matched"] += 1
        if self._loop is None:
            subscription.counts["dropped"] += 1
            return
        self._more(1)
        delivery = Delivery(subscription, content, order_key)
        self._loop.call_soon_threadsafe(self._accept, delivery)

    def wait_until_idle(self, seconds: float = 10.0) -> bool:
        """Whether every delivery has been made, or given up, within the time."""
        with self._idle:
            return self._idle.wait_for(lambda: self._pending == 0, seconds)

    def start(self) -> None:
        started = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(started,), name="deliveries", daemon=True
        )
        self._thread.start()
        if not started.wait(_START_SECONDS):
            raise TimeoutError("the deliveries did not start")

    def stop(self) -> None:
        loop, self._loop = self._loop, None
        if loop is not None and self._thread is not None:
            loop.call_soon_threadsafe(self._ended.set)
            self._thread.join(timeout=_START_SECONDS)

    def _run(self, started: threading.Event) -> None:
        asyncio.run(self._main(started))

    async def _main(self, started: threading.Event) -> None:
        self._ended = asyncio.Event()
        self._room = asyncio.Semaphore(_AT_ONCE)
        async with new_client() as self._client:
            self._loop = asyncio.get_running_loop()
            started.set()
            await self._ended.wait()
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, delivery: Delivery) -> None:
        """Decides what becomes of a delivery: lost, late, overtaken, repeated."""
        options, chance = self.options, self._chance
        if chance.random() < options.loss:
            delivery.subscription.counts["lost"] += 1
            self._more(-1)
            return
        due = asyncio.get_running_loop().time() + self._lateness()
        if chance.random() < options.repetition:
            again = due + chance.uniform(0, options.disorder_seconds)
            delivery.subscription.counts["repeated"] += 1
            self._more(1)
            self._begin(self._alone(delivery.at(again)))
        if chance.random() < options.disorder:
            due += chance.uniform(0, options.disorder_seconds)
            self._begin(self._alone(delivery.at(due)))
        else:
            self._in_order(delivery.at(due))

    def _lateness(self) -> float:
        options = self.options
        spread = self._chance.uniform(-options.jitter, options.jitter)
        return max(0.0, options.lateness + spread)

    def _in_order(self, delivery: Delivery) -> None:
        key = (delivery.subscription.id, delivery.order_key)
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(delivery)
            return
        self._lanes[key] = lane = deque([delivery])
        self._begin(self._drain(key, lane))

    async def _drain(self, key: tuple[str, str], lane: deque[Delivery]) -> None:
        while lane:
            await self._alone(lane.popleft())
        del self._lanes[key]

    async def _alone(self, delivery: Delivery) -> None:
        try:
            await asyncio.sleep(max(0.0, delivery.due - asyncio.get_running_loop().time()))
            async with self._room:
                await self._send(delivery)
        finally:
            self._more(-1)

    async def _send(self, delivery: Delivery) -> None:
        subscription = delivery.subscription
        if not self._store.is_active(subscription):
            subscription.counts["dropped"] += 1
            return
        subscription.counts["sent"] += 1
        try:
            await self._post(subscription, delivery.content)
        except Refused as refused:
            self._failed(subscription, refused.reason)
            return
        subscription.failures_in_a_row = 0
        subscription.counts["delivered"] += 1
        subscription.last_delivered_at = self._clock.now()

    async def _post(self, subscription: Subscription, content: bytes) -> None:
        headers = {"Content-Type": "application/json", "User-Agent": AGENT}
        if subscription.verification_token:
            headers["Verification-Token"] = subscription.verification_token
        await post(self._client, subscription.address, headers, content, self.options)

    def _failed(self, subscription: Subscription, reason: str) -> None:
        subscription.counts["failed"] += 1
        subscription.failures_in_a_row += 1
        most = self.options.blacklist_after
        if most and subscription.failures_in_a_row >= most:
            subscription.blacklist(self._clock.now(), reason)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _more(self, change: int) -> None:
        with self._idle:
            self._pending += change
            if self._pending == 0:
                self._idle.notify_all()


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def new_client() -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)
    return httpx.AsyncClient(verify=_tls(), trust_env=False, timeout=_LONGEST, limits=limits)


async def post(
    client: httpx.AsyncClient,
    address: str,
    headers: dict[str, str],
    content: bytes,
    options: DeliveryOptions,
) -> httpx.Headers:
    """The headers of an answer that is as it must be. Raises Refused."""
    try:
        async with (
            asyncio.timeout(options.answer_seconds),
            client.stream("POST", address, headers=headers, content=content) as answer,
        ):
            size = _size(answer)
            async for part in answer.aiter_raw():
                size += len(part)
                if size > options.answer_bytes:
                    break
    except TimeoutError:
        raise Refused("I/O operation is failed. Details: [Read timed out]", "SUB-521") from None
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as problem:
        details = f"I/O operation is failed. Details: [{type(problem).__name__}]"
        raise Refused(details, "SUB-521") from None
    if answer.status_code != httpx.codes.OK:
        status = f"HTTP status is {answer.status_code}"
        raise Refused(f"WebHook responds with incorrect HTTP status. {status}", "SUB-522")
    if size > options.answer_bytes:
        raise Refused("WebHook server response is invalid")
    return answer.headers


def _size(answer: httpx.Response) -> int:
    """The bytes of all the headers, as they travel."""
    return sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
