"""Delivers notifications by HTTP, with the delays and losses that the options ask for."""

from __future__ import annotations

import asyncio
import random
import ssl
import threading
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from functools import cache

import httpx

from simulator.clock import Clock
from simulator.events.subscriptions import Subscription, SubscriptionStore

USER_AGENT = "RingCentral-WebHook/simulated"
_MAX_CONNECTIONS = 64
_MAX_ANSWER_BYTES = 1024
_START_SECONDS = 60
_LONGEST_TIMEOUT = 600.0  # seconds; `DeliveryOptions.answer_seconds` is the timeout that counts


@dataclass(slots=True)
class DeliveryOptions:
    """Shares are between 0 and 1, times in real seconds. `blacklist_after` 0: never."""

    lateness: float = 0.0
    jitter: float = 0.0
    repetition: float = 0.0
    disorder: float = 0.0
    disorder_seconds: float = 2.0
    loss: float = 0.0
    blacklist_after: int = 5
    answer_seconds: float = 3.0


@dataclass(frozen=True, slots=True)
class Delivery:
    subscription: Subscription
    content: bytes
    order_key: str
    due: float = 0.0  # the event loop's time

    def at(self, due: float) -> Delivery:
        return replace(self, due=due)


class DeliveryFailed(Exception):
    """The endpoint is unreachable or gave a wrong answer. `code` is RingCentral's error code."""

    def __init__(self, reason: str, code: str = "SUB-525") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class Deliverer:
    """A thread with an event loop. Events with the same order key arrive in order by default."""

    def __init__(self, store: SubscriptionStore, clock: Clock, seed: int = 1) -> None:
        self.options = DeliveryOptions()
        self._store = store
        self._clock = clock
        self._random = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._queues: dict[tuple[str, str], deque[Delivery]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._pending = 0
        self._idle = threading.Condition()
        self._client: httpx.AsyncClient
        self._connections: asyncio.Semaphore
        self._stopped: asyncio.Event

    @property
    def pending(self) -> int:
        return self._pending

    def deliver(self, subscription: Subscription, content: bytes, order_key: str) -> None:
        """Queues a delivery from any thread. Before `start` it is dropped."""
        subscription.counts["matched"] += 1
        if self._loop is None:
            subscription.counts["dropped"] += 1
            return
        self._change_pending(1)
        delivery = Delivery(subscription, content, order_key)
        self._loop.call_soon_threadsafe(self._plan, delivery)

    def wait_until_idle(self, seconds: float = 60.0) -> bool:
        """Waits until no delivery is pending. Returns False if that takes longer than `seconds`."""
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
            loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(timeout=_START_SECONDS)

    def _run(self, started: threading.Event) -> None:
        asyncio.run(self._main(started))

    async def _main(self, started: threading.Event) -> None:
        self._stopped = asyncio.Event()
        self._connections = asyncio.Semaphore(_MAX_CONNECTIONS)
        async with new_client() as self._client:
            self._loop = asyncio.get_running_loop()
            started.set()
            await self._stopped.wait()
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _plan(self, delivery: Delivery) -> None:
        """Decides by chance whether a delivery is lost, late, repeated or overtaken."""
        options = self.options
        if self._random.random() < options.loss:
            delivery.subscription.counts["lost"] += 1
            self._change_pending(-1)
            return
        due = asyncio.get_running_loop().time() + self._lateness()
        if self._random.random() < options.repetition:
            delivery.subscription.counts["repeated"] += 1
            self._change_pending(1)
            self._deliver_alone(delivery.at(due + self._disorder()))
        if self._random.random() < options.disorder:
            self._deliver_alone(delivery.at(due + self._disorder()))
        else:
            self._deliver_in_order(delivery.at(due))

    def _lateness(self) -> float:
        options = self.options
        spread = self._random.uniform(-options.jitter, options.jitter)
        return max(0.0, options.lateness + spread)

    def _disorder(self) -> float:
        return self._random.uniform(0, self.options.disorder_seconds)

    def _deliver_alone(self, delivery: Delivery) -> None:
        self._begin(self._wait_and_send(delivery))

    def _deliver_in_order(self, delivery: Delivery) -> None:
        key = (delivery.subscription.id, delivery.order_key)
        queue = self._queues.get(key)
        if queue is not None:
            queue.append(delivery)
            return
        self._queues[key] = queue = deque([delivery])
        self._begin(self._empty_queue(key, queue))

    async def _empty_queue(self, key: tuple[str, str], queue: deque[Delivery]) -> None:
        while queue:
            await self._wait_and_send(queue.popleft())
        del self._queues[key]

    async def _wait_and_send(self, delivery: Delivery) -> None:
        try:
            await asyncio.sleep(max(0.0, delivery.due - asyncio.get_running_loop().time()))
            async with self._connections:
                await self._send(delivery)
        finally:
            self._change_pending(-1)

    async def _send(self, delivery: Delivery) -> None:
        subscription = delivery.subscription
        if not self._store.is_active(subscription):
            subscription.counts["dropped"] += 1
            return
        subscription.counts["sent"] += 1
        try:
            await self._post(subscription, delivery.content)
        except DeliveryFailed as error:
            self._count_failure(subscription, error.reason)
            return
        subscription.failures_in_a_row = 0
        subscription.counts["delivered"] += 1
        subscription.last_delivered_at = self._clock.now()

    async def _post(self, subscription: Subscription, content: bytes) -> None:
        headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT}
        if subscription.verification_token:
            headers["Verification-Token"] = subscription.verification_token
        await post(
            self._client, subscription.address, headers, content, self.options.answer_seconds
        )

    def _count_failure(self, subscription: Subscription, reason: str) -> None:
        subscription.counts["failed"] += 1
        subscription.failures_in_a_row += 1
        allowed = self.options.blacklist_after
        if allowed and subscription.failures_in_a_row >= allowed:
            subscription.blacklist(self._clock.now(), reason)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _change_pending(self, change: int) -> None:
        with self._idle:
            self._pending += change
            if self._pending == 0:
                self._idle.notify_all()


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def new_client() -> httpx.AsyncClient:
    limits = httpx.Limits(
        max_connections=_MAX_CONNECTIONS, max_keepalive_connections=_MAX_CONNECTIONS
    )
    return httpx.AsyncClient(
        verify=_tls(), trust_env=False, timeout=_LONGEST_TIMEOUT, limits=limits
    )


async def post(
    client: httpx.AsyncClient,
    address: str,
    headers: dict[str, str],
    content: bytes,
    answer_seconds: float,
) -> httpx.Headers:
    """Posts to a webhook and returns the headers of a valid answer. Raises DeliveryFailed."""
    try:
        async with (
            asyncio.timeout(answer_seconds),
            client.stream("POST", address, headers=headers, content=content) as answer,
        ):
            size = _header_bytes(answer)
            async for part in answer.aiter_raw():
                size += len(part)
                if size > _MAX_ANSWER_BYTES:
                    break
    except TimeoutError:
        details = "I/O operation is failed. Details: [Read timed out]"
        raise DeliveryFailed(details, "SUB-521") from None
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
        details = f"I/O operation is failed. Details: [{type(error).__name__}]"
        raise DeliveryFailed(details, "SUB-521") from None
    if answer.status_code != httpx.codes.OK:
        status = f"HTTP status is {answer.status_code}"
        raise DeliveryFailed(f"WebHook responds with incorrect HTTP status. {status}", "SUB-522")
    if size > _MAX_ANSWER_BYTES:
        raise DeliveryFailed("WebHook server response is invalid")
    return answer.headers


def _header_bytes(answer: httpx.Response) -> int:
    """Returns the size of all headers, as they are sent."""
    return sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
