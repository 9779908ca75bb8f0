"""A worker may be killed at any step: in the end one object is stored, and the row says so."""

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
from tests.unit.domain.recordings.rows import DELAYS
from tests.unit.usecases.recordings.importing import AUDIO, CONNECTION, Import

KEY = "recordings/default/a1/2026/11/18/r1.wav"
STEPS = 12
"""More than an import takes; the last ones kill nothing."""


class Killed(BaseException):
    """The process is gone: nothing may catch this."""


class Killer:
    """Lets so many calls through all ports begin, or end, and then kills."""

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
        return self._deadly(attribute) if callable(attribute) else attribute

    def _deadly(self, method: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            fatal = self._killer.count()
            if fatal and not self._killer.after:
                raise Killed
            result = method(*arguments)
            if fatal:
                raise Killed
            return result

        return call


def killed_at(world: Import, step: int, *, after: bool) -> bool:
    """Runs an execution that dies at the step; whether it did."""
    killer = Killer(step, after=after)
    whole = world.use_case()
    use_case = ImportRecording(
        calls=killer.guarding(whole.calls),
        archive=killer.guarding(whole.archive),
        gate=killer.guarding(whole.gate),
        source=killer.guarding(whole.source),
        probe=killer.guarding(whole.probe),
        clock=whole.clock,
        delays=whole.delays,
        maximum_bytes=whole.maximum_bytes,
    )
    with suppress(Killed):
        use_case.run(world.request, CONNECTION, world.clock.now() + 600)
        return False
    return True


def assert_stored_once(world: Import) -> None:
    row = world.known
    assert row.state is RecordingState.STORED
    assert row.audio is not None
    assert row.audio.sha256 == hashlib.sha256(AUDIO).hexdigest()
    assert sorted(world.archive.objects) == [KEY.replace("wav", "json"), KEY]
    assert world.archive.objects[KEY].content == AUDIO
    assert world.archive.puts == 1
    document = world.archive.read_sidecar(KEY.replace("wav", "json"))
    assert document.recording.audio is not None
    assert document.recording.audio.sha256 == row.audio.sha256
    assert document.peaks


def resume_by_claim(world: Import) -> None:
    """The claim runs out and the scheduler dispatches the row anew."""
    world.clock.advance(max(0.0, world.known.claimed_until - world.clock.now()))
    world.dispatch()


def resume_by_settling(world: Import) -> None:
    """The state machine catches the crash and gives the row back."""
    SettleImport(world.table, world.clock, DELAYS).run(
        world.row.key, world.known.dispatch, "Lambda.Unknown"
    )
    world.clock.advance(max(0.0, world.known.due_at - world.clock.now()))
    world.dispatch()


def resume_by_retry(world: Import) -> None:
    """The state machine runs the same function again with the same input."""


Resume = Callable[[Import], None]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(STEPS))
@pytest.mark.parametrize("resume", [resume_by_claim, resume_by_settling, resume_by_retry])
def test_killed_anywhere_a_later_execution_finishes(step: int, after: bool, resume: Resume) -> None:
    world = Import()
    if killed_at(world, step, after=after) and world.known.state.open:
        uploaded = KEY in world.archive.objects
        requests = len(world.source.asked)
        resume(world)
        world.run()
        assert not (uploaded and len(world.source.asked) > requests)
    assert_stored_once(world)


@settings(max_examples=60)
@given(deaths=st.lists(st.tuples(st.integers(0, STEPS), st.booleans()), max_size=6))
def test_killed_again_and_again_it_is_stored_once_in_the_end(
    deaths: list[tuple[int, bool]],
) -> None:
    world = Import()
    for step, after in deaths:
        if not world.known.state.open:
            break
        killed_at(world, step, after=after)
        if world.known.state.open:
            resume_by_claim(world)
    if world.known.state.open:
        world.run()
    assert_stored_once(world)


def test_the_steps_cover_the_whole_import() -> None:
    world = Import()
    assert not killed_at(world, STEPS - 1, after=True)
    assert killed_at(Import(), 5, after=True)


def test_nothing_of_a_body_stays_on_the_disk(tmp_path: Any) -> None:
    world = Import()
    use_case = world.use_case()
    kept = ImportRecording(**{**use_case.__dict__, "folder": tmp_path})
    kept.run(world.request, CONNECTION, world.clock.now() + 600)
    assert list(tmp_path.iterdir()) == []
