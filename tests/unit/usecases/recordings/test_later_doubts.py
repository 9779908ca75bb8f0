"""A recording that an event announced may be stored before anything says how long its call was."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import sidecar_key
from ringkeep.domain.recordings.hints import Hint, hinted
from ringkeep.domain.recordings.recordings import Recording
from tests.fakes.recordings.call_log import FakeCallLog
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, POLICY
from tests.unit.usecases.recordings.poll_setup import PollSetup, call

CUT = ("shorter_than_call",)


def stored_by_a_hint(setup: PollSetup, seconds: float, content_type: str) -> None:
    """The event of the call's beginning was lost, so the hint knows no duration."""
    hint = Hint(
        service="default",
        account_id="a1",
        recording_id="r1",
        telephony_session_id="s-1",
        started_at=NOW - 600,
        ended_at=NOW - 600,
    )
    audio = AUDIO.model_copy(update={"duration_seconds": seconds, "content_type": content_type})
    row = setup.calls.put_recording(hinted(hint, POLICY, NOW, 0.0))
    setup.calls.put_recording(lifecycle.stored(row, audio, NOW))


def polled(seconds: float, content_type: str = "audio/mpeg", kind: str = "Automatic") -> PollSetup:
    recording = {"id": "r1", "type": kind}
    setup = PollSetup(FakeCallLog([call(1, recording=recording)]))
    stored_by_a_hint(setup, seconds, content_type)
    setup.poll()
    return setup


@pytest.mark.parametrize(
    ("seconds", "content_type", "kind", "doubts"),
    [
        (30.0, "audio/mpeg", "Automatic", CUT),
        (59.0, "audio/mpeg", "Automatic", ()),
        (30.0, "audio/wav", "Automatic", ()),  # its header says how long it is
        (30.0, "audio/mpeg", "OnDemand", ()),  # a user starts and stops it at any time
    ],
)
def test_a_stored_mp3_that_is_shorter_than_its_call_is_doubtful_once_the_log_shows_the_call(
    seconds: float, content_type: str, kind: str, doubts: tuple[str, ...]
) -> None:
    setup = polled(seconds, content_type, kind)
    assert setup.row("r1").doubts == doubts
    assert _sidecar_row(setup).doubts == doubts


def test_a_later_doubt_is_noted_once() -> None:
    setup = polled(30.0)
    setup.poll("weekly")
    events = [entry.event for entry in setup.row("r1").history]
    assert events.count("doubtful") == 1


def _sidecar_row(setup: PollSetup) -> Recording:
    return setup.archive.read_sidecar(sidecar_key(setup.row("r1"))).recording
