"""The content of recordings: bytes, ranges, and all injected faults."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.fault_queue import Fault, FaultKind
from simulator.http.server import SimulatorServer
from simulator.recordings import audio
from simulator.recordings.calls import Recording
from simulator.testing import SimulatorClient, frozen_clock, options_without_limits


@pytest.fixture(scope="module")
def account() -> Account:
    return scenarios.many(40, clock=frozen_clock(), options=options_without_limits())


@pytest.fixture(scope="module")
def client(account: Account) -> Iterator[SimulatorClient]:
    with SimulatorServer(account) as server, SimulatorClient(server) as client:
        yield client


@pytest.fixture
def recording(account: Account) -> Recording:
    """Returns a recording that no other test has requested."""
    untouched = (r for r in account.recordings.values() if r.deleted_at is None)
    return next(r for r in untouched if not account.statistics.content_requests[r.id])


def test_the_whole_recording(client: SimulatorClient, recording: Recording) -> None:
    answer = client.content(recording.id)
    assert answer.content == recording.audio_bytes()
    assert answer.headers["content-type"] == "audio/mpeg"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert client.account.statistics.content_requests[recording.id] == 1


@pytest.mark.parametrize("first", [0, 100])
def test_a_range(client: SimulatorClient, recording: Recording, first: int) -> None:
    answer = client.content(recording.id, Range=f"bytes={first}-")
    whole = recording.audio_bytes()
    assert (answer.status_code, answer.content) == (206, whole[first:])
    assert answer.headers["content-range"] == f"bytes {first}-{len(whole) - 1}/{len(whole)}"


def test_a_range_outside_is_refused(client: SimulatorClient, recording: Recording) -> None:
    answer = client.content(recording.id, Range="bytes=9999999-")
    assert (answer.status_code, answer.json()["errorCode"]) == (416, "CMN-107")


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (FaultKind.NOT_READY, 404, "CMN-102"),
        (FaultKind.FORBIDDEN, 403, "InsufficientPermissions"),
        (FaultKind.SERVER_ERROR, 500, "CMN-203"),
        (FaultKind.UNAVAILABLE, 503, "CMN-211"),
        (FaultKind.RATE_LIMITED, 429, "CMN-301"),
        (FaultKind.UNAUTHORIZED, 401, "TokenInvalid"),
    ],
)
def test_an_error_happens_once(
    client: SimulatorClient, recording: Recording, kind: FaultKind, status: int, code: str
) -> None:
    client.account.fail(recording.id, Fault(kind))
    answer = client.content(recording.id)
    assert (answer.status_code, answer.json()["errorCode"]) == (status, code)
    assert client.content(recording.id).content == recording.audio_bytes()


@pytest.mark.parametrize(
    ("kind", "content_type", "size"),
    [
        (FaultKind.EMPTY, "audio/mpeg", 0),
        (FaultKind.HEADER_ONLY, "audio/wav", 44),
        (FaultKind.HTML, "text/html; charset=utf-8", None),
        (FaultKind.UNEXPECTED_TYPE, "audio/ogg", None),
    ],
)
def test_a_body_that_is_not_a_recording(
    client: SimulatorClient,
    recording: Recording,
    kind: FaultKind,
    content_type: str,
    size: int | None,
) -> None:
    client.account.fail(recording.id, Fault(kind))
    answer = client.content(recording.id)
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert size is None or len(answer.content) == size


def test_a_truncated_body_is_shorter_than_announced(
    client: SimulatorClient, recording: Recording
) -> None:
    client.account.fail(recording.id, Fault(FaultKind.TRUNCATED))
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        client.content(recording.id)
    assert client.content(recording.id).content == recording.audio_bytes()


def test_a_reset_connection(client: SimulatorClient, recording: Recording) -> None:
    client.account.fail(recording.id, Fault(FaultKind.RESET))
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        client.content(recording.id)
    assert client.content(recording.id).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status"), [(FaultKind.REDIRECT_302, 302), (FaultKind.REDIRECT_307, 307)]
)
def test_a_redirect(
    client: SimulatorClient, recording: Recording, kind: FaultKind, status: int
) -> None:
    client.account.fail(recording.id, Fault(kind))
    answer = client.content(recording.id)
    assert answer.status_code == status
    assert client.http.get(answer.headers["location"]).content == recording.audio_bytes()


def test_faults_happen_in_order(client: SimulatorClient, recording: Recording) -> None:
    faults = [Fault(FaultKind.SERVER_ERROR, times=2), Fault(FaultKind.NOT_READY)]
    client.account.fail(recording.id, *faults)
    statuses = [client.content(recording.id).status_code for _ in range(4)]
    assert statuses == [500, 500, 404, 200]


def test_a_deleted_recording_has_no_content(client: SimulatorClient, recording: Recording) -> None:
    assert client.content(recording.id).status_code == 200
    client.account.delete_recording(recording.id)
    answer = client.content(recording.id)
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "CMN-102")


def test_no_two_recordings_have_the_same_bytes(account: Account) -> None:
    digests = {account.digest(recording)[0] for recording in account.recordings.values()}
    assert len(digests) == len(account.recordings)


def test_the_tag_of_a_wav_leaves_its_frames_alone() -> None:
    name = audio.sample_names(audio.WAV)[0]
    with (
        wave.open(BytesIO(audio.recording_bytes(name, "1"))) as tagged,
        wave.open(BytesIO(audio.sample_bytes(name))) as plain,
    ):
        assert tagged.getnframes() == plain.getnframes()
        assert tagged.readframes(10_000) == plain.readframes(10_000)


def test_the_samples_are_short_and_many() -> None:
    names = [*audio.sample_names(), *audio.sample_names(audio.WAV)]
    assert len(names) >= 12
    assert all(3 <= audio.sample_seconds(name) <= 30 for name in names)
    assert sum(len(audio.sample_bytes(name)) for name in names) < 1_500_000
