"""The time of AWS's servers, which all workers share. A worker's own clock may be wrong.

AWS accepts requests from a host whose clock is wrong by almost five minutes. Claims, leases, penalties
and planned starts are times in the tables, so such a host would disturb all others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from threading import local
from typing import TYPE_CHECKING, Final, Protocol

from ringkeep.usecases.clock import SystemClock

if TYPE_CHECKING:
    from botocore.hooks import BaseEventHooks


_TOLERANCE: Final = 2.0


class _Meta(Protocol):
    @property
    def events(self) -> BaseEventHooks: ...


class AwsClient(Protocol):
    """A boto3 client."""

    @property
    def meta(self) -> _Meta: ...


class ServerClock(SystemClock):
    """The host's clock, corrected as far as the dates of AWS's responses prove that it is wrong.

        clock = ServerClock()
        clock.follow(boto3.client("dynamodb"))

    A date has whole seconds, and some servers write it once a second. A clock that is right within
    seconds is not corrected.
    """

    def __init__(self, read: Callable[[], float] = time.time) -> None:
        self._read = read
        self._bounds: tuple[float, float] | None = None
        self._sent = local()

    def now(self) -> float:
        return self._read() + self.correction

    @property
    def correction(self) -> float:
        """The number of seconds to add, in the middle of what agrees with the dates."""
        lowest, highest = self._bounds or (0.0, 0.0)
        right = lowest - _TOLERANCE <= 0.0 <= highest + _TOLERANCE
        return 0.0 if right else (lowest + highest) / 2

    def observe(self, date: float, sent_at: float, received_at: float) -> None:
        """Learns from a response. `date` is the server's time in whole seconds; the other times are those
        of the host's clock."""
        lowest, highest = date - received_at, date + 1 - sent_at
        if self._bounds is not None:
            both = max(lowest, self._bounds[0]), min(highest, self._bounds[1])
            if both[0] <= both[1]:
                lowest, highest = both  # otherwise the host's clock was set
        self._bounds = lowest, highest

    def follow(self, client: AwsClient) -> None:
        """Learns from each response to the client."""
        client.meta.events.register("before-send", self._before_send)
        client.meta.events.register("response-received", self._received)

    def _before_send(self, **_event: object) -> None:
        self._sent.at = self._read()

    def _received(
        self, response_dict: Mapping[str, object] | None = None, **_event: object
    ) -> None:
        received_at, sent_at = self._read(), getattr(self._sent, "at", None)
        headers = (response_dict or {}).get("headers")
        date = headers.get("date") if isinstance(headers, Mapping) else None
        if sent_at is None or not isinstance(date, str):
            return
        try:
            moment = parsedate_to_datetime(date).timestamp()
        except ValueError:
            return
        self.observe(moment, sent_at, received_at)
