"""The simulated recordings: their bytes, ranges, and everything that may go wrong with them."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest

from simulator import scenarios
from simulator.accounts.account import Account
from simulator.http.faults import Fault, FaultKind
from simulator.http.server import SimulatorServer
from simulator.recordings import audio
from simulator.recordings.calls import Recording
from simulator.testing import SimulatorClient, frozen_clock, generous


@pytest.fixture(scope="module")
def account() -> Account:
    return scenarios.many(40, clock=frozen_clock(), options=generous())


@pytest.fixture(scope="module")
def client(account: Account) -> Iterator[SimulatorClient]:
    with SimulatorServer(account) as server, SimulatorClient(server) as client:
        yield client


@pytest.fixture
def recording(account: Account) -> Recording:
    """One that no other test has touched."""
    untouched = (r for r in account.recordings.values() if r.deleted_at is None)
    return next(r for r in untouched if not account.statistics.content_requests[r.id])


def test_the_whole_recording(client: SimulatorClient, recording: Recording) -> None:
    answer = client.content(recording.id)
    assert answer.content == recording.true_bytes()
    assert answer.headers["content-type"] == "audio/mpeg"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert client.account.statistics.content_requests[recording.id] == 1


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-9", slice(0, 10)), ("bytes=100-", slice(100, None)), ("bytes=-7", slice(-7, None))],
)
def test_a_range(client: SimulatorClient, recording: Recording, asked: str, part: slice) -> None:
    answer = client.content(recording.id, Range=asked)
    assert (answer.status_code, answer.content) == (206, recording.true_bytes()[part])
    assert answer.headers["content-range"].endswith(f"/{len(recording.true_bytes())}")


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
def test_an_error_once(
    client: SimulatorClient, recording: Recording, kind: FaultKind, status: int, code: str
) -> None:
    client.account.fail(recording.id, Fault(kind))
    answer = client.content(recording.id)
    assert (answer.status_code, answer.json()["errorCode"]) == (status, code)
    assert client.content(recording.id).content == recording.true_bytes()


@pytest.mark.parametrize(
    ("kind", "content_type", "size"),
    [
        (FaultKind.EMPTY, "audio/mpeg", 0),
        (FaultKind.HEADER_ONLY, "audio/wav", 44),
        (FaultKind.HTML, "text/html; charset=utf-8", None),
        (FaultKind.UNEXPECTED_TYPE, "audio/ogg", None),
    ],
)
def test_a_body_that_is_no_recording(
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


def test_a_truncated_body_promises_more_than_it_gives(
    client: SimulatorClient, recording: Recording
) -> None:
    client.account.fail(recording.id, Fault(FaultKind.TRUNCATED))
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        client.content(recording.id)
    assert client.content(recording.id).content == recording.true_bytes()


def test_a_reset_connection(client: SimulatorClient, recording: Recording) -> None:
    client.account.fail(recording.id, Fault(FaultKind.RESET))
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        client.content(recording.id)
    assert client.content(recording.id).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status", "host"),
    [
        (FaultKind.REDIRECT_302, 302, "127.0.0.1"),
        (FaultKind.REDIRECT_307, 307, "127.0.0.1"),
        (FaultKind.REDIRECT_ELSEWHERE, 302, "localhost"),
    ],
)
def test_a_redirect(
    client: SimulatorClient, recording: Recording, kind: FaultKind, status: int, host: str
) -> None:
    client.account.fail(recording.id, Fault(kind))
    answer = client.content(recording.id)
    target = httpx.URL(answer.headers["location"])
    assert (answer.status_code, target.host) == (status, host)
    assert target.port
    followed = client.http.get(target.copy_with(host="127.0.0.1"))
    assert followed.content == recording.true_bytes()


def test_faults_are_consumed_in_order(client: SimulatorClient, recording: Recording) -> None:
    faults = [Fault(FaultKind.SERVER_ERROR, times=2), Fault(FaultKind.NOT_READY)]
    client.account.fail(recording.id, *faults)
    statuses = [client.content(recording.id).status_code for _ in range(4)]
    assert statuses == [500, 500, 404, 200]


def test_a_deleted_recording_is_gone_for_ever(
    client: SimulatorClient, recording: Recording
) -> None:
    assert client.content(recording.id).status_code == 200
    client.control(f"recordings/{recording.id}/delete", {})
    answer = client.content(recording.id)
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "CMN-102")
    assert client.get(f"/recording/{recording.id}").status_code == 404


def test_metadata_states_type_and_length(client: SimulatorClient, recording: Recording) -> None:
    body = client.get(f"/recording/{recording.id}").json()
    assert (body["contentType"], body["duration"]) == ("audio/mpeg", recording.seconds)


def test_every_recording_has_bytes_of_its_own(account: Account) -> None:
    digests = {account.digest(recording)[0] for recording in account.recordings.values()}
    assert len(digests) == len(account.recordings)


def test_a_tagged_wav_is_still_a_wav() -> None:
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
