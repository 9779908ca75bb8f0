"""Parts that were not requested, and recordings that vanish and come back."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator

import pytest

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.fault_queue import Fault, FaultKind
from simulator.http.server import SimulatorServer
from simulator.recordings.calls import Recording
from simulator.testing import SimulatorClient, frozen_clock, options_without_limits


@pytest.fixture(scope="module")
def account() -> Account:
    return scenarios.many(20, clock=frozen_clock(), options=options_without_limits())


@pytest.fixture(scope="module")
def client(account: Account) -> Iterator[SimulatorClient]:
    with SimulatorServer(account) as server, SimulatorClient(server) as client:
        yield client


@pytest.fixture
def recording(account: Account) -> Recording:
    """Returns a recording that no other test has requested."""
    return next(
        each
        for each in account.recordings.values()
        if not account.statistics.content_requests[each.id]
    )


@pytest.mark.parametrize(
    ("kind", "status"), [(FaultKind.UNASKED_PART, 206), (FaultKind.SHORT_RANGE, 200)]
)
def test_the_first_half_with_a_range_that_says_so(
    client: SimulatorClient, recording: Recording, kind: FaultKind, status: int
) -> None:
    client.account.fail(recording.id, Fault(kind))
    answer, whole = client.content(recording.id), recording.audio_bytes()
    half = whole[: len(whole) // 2]
    assert (answer.status_code, answer.content) == (status, half)
    assert int(answer.headers["content-length"]) == len(half)
    assert answer.headers["content-range"] == f"bytes 0-{len(half) - 1}/{len(whole)}"
    assert client.content(recording.id).content == whole


def test_several_ranges(client: SimulatorClient, recording: Recording) -> None:
    client.account.fail(recording.id, Fault(FaultKind.UNASKED_RANGES))
    answer = client.content(recording.id)
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert b"Content-Range: bytes 0-" in answer.content


def test_a_wav_whose_header_promises_more(client: SimulatorClient, recording: Recording) -> None:
    client.account.fail(recording.id, Fault(FaultKind.WAV_PROMISES_MORE))
    answer = client.content(recording.id)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnframes() * sound.getsampwidth() > len(answer.content)


def test_a_short_mp3_shows_nothing_of_its_shortness(
    client: SimulatorClient, recording: Recording
) -> None:
    client.account.fail(recording.id, Fault(FaultKind.SHORT_MP3))
    answer, whole = client.content(recording.id), recording.audio_bytes()
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
    assert answer.content == whole[: len(whole) // 2]
    assert "content-range" not in answer.headers


def named(client: SimulatorClient, recording: Recording) -> bool:
    call = client.account.calls[recording.call_id]
    record = client.get(f"/call-log/{call.id}", view="Detailed").text
    session = client.get("/call-log", sessionId=call.session_id, view="Detailed").text
    return recording.id in record or recording.id in session


def test_a_recording_that_vanishes_and_comes_back(
    client: SimulatorClient, recording: Recording
) -> None:
    assert named(client, recording)
    client.account.fail(recording.id, Fault(FaultKind.VANISHED, retry_after=60))
    assert client.content(recording.id).status_code == 404
    assert client.content(recording.id).status_code == 404
    assert not named(client, recording)
    client.account.clock.advance(60)
    assert named(client, recording)
    assert client.content(recording.id).content == recording.audio_bytes()
    assert recording.fate == "stored"


def test_a_recording_that_vanishes_for_ever(client: SimulatorClient, recording: Recording) -> None:
    client.account.fail(recording.id, Fault(FaultKind.VANISHED))
    assert client.content(recording.id).status_code == 404
    assert not named(client, recording)
    assert recording.fate == "deleted"
