"""A host with a wrong clock takes the time from AWS's responses."""

from __future__ import annotations

from email.utils import formatdate

import boto3
import pytest
from botocore.awsrequest import AWSResponse, HeadersDict
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.aws.server_clock import ServerClock

TRUE = 1_800_000_000.0
WRONG = st.one_of(st.floats(-300, -5), st.floats(5, 300))
RIGHT = st.floats(-1.5, 1.5)
DELAYS = st.floats(0.001, 0.4)


class Host:
    """`true` is the true time; the host's clock is wrong by `offset`."""

    def __init__(self, offset: float, true: float = TRUE) -> None:
        self.offset = offset
        self.true = true
        self.clock = ServerClock(lambda: self.true + self.offset)

    def exchange(self, there: float, back: float) -> None:
        sent = self.true + self.offset
        self.true += there
        date = float(int(self.true))
        self.true += back
        self.clock.observe(date, sent, self.true + self.offset)

    @property
    def error(self) -> float:
        return abs(self.clock.now() - self.true)


@given(WRONG, st.lists(st.tuples(DELAYS, DELAYS), min_size=1), st.floats(0, 1))
def test_a_corrected_clock_is_wrong_by_less_than_a_second(
    offset: float, delays: list[tuple[float, float]], fraction: float
) -> None:
    host = Host(offset, TRUE + fraction)
    for there, back in delays:
        host.exchange(there, back)
        host.true += 7.3
    assert host.error < 1


@given(RIGHT, st.lists(st.tuples(DELAYS, DELAYS)), st.floats(0, 1))
def test_a_clock_that_is_right_is_not_corrected(
    offset: float, delays: list[tuple[float, float]], fraction: float
) -> None:
    host = Host(offset, TRUE + fraction)
    for there, back in delays:
        host.exchange(there, back)
    assert host.clock.correction == 0.0


def test_a_clock_that_is_set_is_followed() -> None:
    host = Host(-200.0)
    host.exchange(0.01, 0.01)
    host.offset = 0.0
    host.exchange(0.01, 0.01)
    assert host.clock.correction == 0.0


@pytest.mark.parametrize("offset", [-250.0, 250.0])
def test_it_learns_from_the_responses_of_a_client(offset: float) -> None:
    def answer(request: object, **_event: object) -> AWSResponse:
        headers = HeadersDict({"date": formatdate(TRUE, usegmt=True)})
        return AWSResponse("http://127.0.0.1", 200, headers, _Raw())  # type: ignore[arg-type]

    clock = ServerClock(lambda: TRUE + offset)
    client = boto3.client(
        "dynamodb",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    clock.follow(client)
    client.meta.events.register("before-send", answer)  # type: ignore[arg-type]
    client.list_tables()
    assert abs(clock.now() - TRUE) <= 1.0


@pytest.mark.parametrize("headers", [{}, {"date": "yesterday"}, None])
def test_a_response_without_a_date_changes_nothing(headers: dict[str, str] | None) -> None:
    clock = ServerClock(lambda: TRUE)
    clock._before_send()
    clock._received(response_dict={"headers": headers})
    clock._received(response_dict=None)
    assert clock.correction == 0.0


class _Raw:
    def stream(self, *_arguments: object, **_named: object) -> list[bytes]:
        return [b"{}"]

    def read(self, *_arguments: object) -> bytes:
        return b"{}"
