"""A process may be killed at any step. After a later execution, the audio is stored exactly once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.usecases.recordings.import_recording import ImportRecording
from ringkeep.usecases.recordings.settle_import import SettleImport
from tests.properties import examples
from tests.unit.domain.recordings.example_rows import DELAYS
from tests.unit.usecases.recordings.import_setup import AUDIO, CONNECTION, ImportSetup

KEY = "recordings/default/a1/2026/11/18/r1.wav"
STEPS = 12
"""More steps than an import has, so that the last ones kill nothing."""


class Killed(BaseException):
    """Simulates a killed process. It derives from BaseException so that no code catches it."""


class Killer:
    """Raises Killed at a call to any of the ports: before the call runs, or after it."""

    def __init__(self, calls: int, *, after: bool) -> None:
        self.left = calls
        self.after = after

    def guarding(self, port: object) -> Any:
        return _Guarded(port, self)

    def count(self) -> bool:
        self.left -= 1
        return self.left == -1


class _Guarded:
    def __init__(self, port: object, killer: Killer) -> None:
        self._port = port
        self._killer = killer

    def __getattr__(self, name: str) -> object:
        attribute = getattr(self._port, name)
        return self._with_kill(attribute) if callable(attribute) else attribute

    def _with_kill(self, method: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            is_last = self._killer.count()
            if is_last and not self._killer.after:
                raise Killed
            result = method(*arguments)
            if is_last:
                raise Killed
            return result

        return call


def killed_at(setup: ImportSetup, step: int, *, after: bool) -> bool:
    """Runs an execution that is killed at a step. Returns False if it ended before that step."""
    killer = Killer(step, after=after)
    complete = setup.use_case()
    use_case = ImportRecording(
        calls=killer.guarding(complete.calls),
        archive=killer.guarding(complete.archive),
        gate=killer.guarding(complete.gate),
        source=killer.guarding(complete.source),
        probe=killer.guarding(complete.probe),
        clock=complete.clock,
        delays=complete.delays,
        maximum_bytes=complete.maximum_bytes,
    )
    with suppress(Killed):
        use_case.run(setup.request, CONNECTION, setup.clock.now() + 600)
        return False
    return True


def assert_stored_once(setup: ImportSetup) -> None:
    row = setup.stored
    assert row.state is RecordingState.STORED
    assert row.audio is not None
    assert row.audio.sha256 == hashlib.sha256(AUDIO).hexdigest()
    assert sorted(setup.archive.objects) == [KEY.replace("wav", "json"), KEY]
    assert setup.archive.objects[KEY].content == AUDIO
    assert setup.archive.puts == 1
    document = setup.archive.read_sidecar(KEY.replace("wav", "json"))
    assert document.recording.audio is not None
    assert document.recording.audio.sha256 == row.audio.sha256
    assert document.peaks


def resume_by_claim(setup: ImportSetup) -> None:
    """Lets the claim expire, so that the scheduler dispatches the row again."""
    setup.clock.advance(max(0.0, setup.stored.claimed_until - setup.clock.now()))
    setup.dispatch()


def resume_by_settling(setup: ImportSetup) -> None:
    """Releases the row, as the state machine does after a crash."""
    SettleImport(setup.table, setup.archive, setup.clock, DELAYS).run(
        setup.row.key, setup.stored.dispatch, "Lambda.Unknown"
    )
    setup.clock.advance(max(0.0, setup.stored.due_at - setup.clock.now()))
    setup.dispatch()


def resume_by_retry(setup: ImportSetup) -> None:
    """Does nothing: the state machine runs the function again with the same input."""


Resume = Callable[[ImportSetup], None]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(STEPS))
@pytest.mark.parametrize("resume", [resume_by_claim, resume_by_settling, resume_by_retry])
def test_a_later_execution_completes_a_killed_one(step: int, after: bool, resume: Resume) -> None:
    setup = ImportSetup()
    if killed_at(setup, step, after=after) and setup.stored.state.open:
        uploaded = KEY in setup.archive.objects
        requests = len(setup.source.downloads)
        resume(setup)
        setup.run()
        assert not (uploaded and len(setup.source.downloads) > requests)
    assert_stored_once(setup)


@settings(max_examples=examples(60))
@given(kills=st.lists(st.tuples(st.integers(0, STEPS), st.booleans()), max_size=6))
def test_after_repeated_kills_the_audio_is_stored_once(
    kills: list[tuple[int, bool]],
) -> None:
    setup = ImportSetup()
    for step, after in kills:
        if not setup.stored.state.open:
            break
        killed_at(setup, step, after=after)
        if setup.stored.state.open:
            resume_by_claim(setup)
    if setup.stored.state.open:
        setup.run()
    assert_stored_once(setup)


def test_the_steps_cover_the_complete_import() -> None:
    setup = ImportSetup()
    assert not killed_at(setup, STEPS - 1, after=True)
    assert killed_at(ImportSetup(), 5, after=True)


def test_the_body_is_deleted_from_the_disk(tmp_path: Any) -> None:
    setup = ImportSetup()
    use_case = setup.use_case()
    in_folder = ImportRecording(**{**use_case.__dict__, "folder": tmp_path})
    in_folder.run(setup.request, CONNECTION, setup.clock.now() + 600)
    assert list(tmp_path.iterdir()) == []
