"""The recordings of an ended call become hints, with the learned delay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.live.calls import EndedCall
from ringkeep.domain.live.recording_kinds import RecordingKind
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.hints import Hint
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.errors import StorageFailed
from ringkeep.usecases.recordings.announce_ended_call import AnnouncedCall, AnnounceEndedCall
from ringkeep.usecases.recordings.first_delay import FirstDelays
from ringkeep.usecases.recordings.hint_recordings import HintResult
from ringkeep.usecases.recordings.import_result import ImportResult
from ringkeep.usecases.recordings.readiness import learn_from, learned_delay
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.state import MemoryStateStore
from tests.unit.usecases.recordings.call_log_setup import CONNECTION, service

ENDED = EndedCall(
    telephony_session_id="t-1",
    session_id="s-1",
    extension_id="101",
    direction="Inbound",
    started_at=1000.0,
    ended_at=1060.0,
    recording_ids=("r-1", "r-2"),
)


@dataclass
class RecordedHinter:
    failure: Exception | None = None
    hints: list[Hint] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)

    def announce(
        self, service: Service, app: LimitedApp | None, hints: Sequence[Hint], first_delay: float
    ) -> HintResult:
        if self.failure is not None:
            raise self.failure
        assert app == CONNECTION.app
        self.hints += hints
        self.delays.append(first_delay)
        return HintResult(found=2, started=1)


class Setup:
    def __init__(self, speed: float = 1.0) -> None:
        self.services = MemoryServiceDirectory()
        self.states = MemoryStateStore()
        self.hinter = RecordedHinter()
        self.observed: list[AnnouncedCall] = []
        self.announcement = AnnounceEndedCall(
            self.services,
            FirstDelays(self.states, RetryDelays(speed=speed)),
            self.hinter,
            self.observed.append,
        )

    def connect(self) -> Service:
        connected = service("main").with_app(CONNECTION)
        self.services.put(connected)
        return connected

    def announce(self) -> None:
        self.announcement.announce(AccountRef("main", "a1"), ENDED)


def test_each_recording_of_the_call_becomes_a_hint() -> None:
    setup = Setup()
    setup.connect()
    setup.announce()
    assert [hint.recording_id for hint in setup.hinter.hints] == ["r-1", "r-2"]
    (first, _) = setup.hinter.hints
    assert (first.service, first.account_id, first.session_id) == ("main", "a1", "s-1")
    assert (first.started_at, first.ended_at, first.extension_id) == (1000.0, 1060.0, "101")


def test_a_hint_has_the_mode_and_view_of_its_recording_and_its_place_in_the_session() -> None:
    setup = Setup()
    setup.connect()
    kinds = {"r-2": RecordingKind("OnDemand", "Session")}
    call = ENDED.model_copy(update={"recording_kinds": kinds, "announced_before": 19})
    setup.announcement.announce(AccountRef("main", "a1"), call)
    first, second = setup.hinter.hints
    assert (first.mode, first.view, first.place, first.lane) == ("", "", 19, Lane.FRESH)
    assert (second.mode, second.view) == ("OnDemand", "Session")
    assert (second.place, second.lane) == (20, Lane.BACKFILL)


def test_a_hint_has_the_participants_of_its_recording() -> None:
    setup = Setup()
    setup.connect()
    participants = (CoveredExtension(extension_id="102", at=1010.0),)
    call = ENDED.model_copy(update={"participants": {"r-2": participants}})
    setup.announcement.announce(AccountRef("main", "a1"), call)
    first, second = setup.hinter.hints
    assert first.covered == (CoveredExtension(extension_id="101", at=1000.0),)
    assert second.covered == participants


def test_the_observer_receives_the_announced_call() -> None:
    setup = Setup()
    setup.connect()
    setup.announce()
    assert setup.observed == [AnnouncedCall("main", ENDED, HintResult(found=2, started=1))]


def test_nothing_is_announced_for_a_removed_service() -> None:
    setup = Setup()
    setup.announce()
    assert (setup.hinter.hints, setup.observed) == ([], [])


@pytest.mark.parametrize("speed", [1.0, 20.0])
def test_the_delay_is_the_one_that_was_learned_for_the_account(speed: float) -> None:
    setup = Setup(speed)
    connected = setup.connect()
    before = learned_delay(setup.states, connected, "a1")
    for _ in range(20):
        learn_from(setup.states, too_early(age=35.0))
    learned = learned_delay(setup.states, connected, "a1")
    setup.announce()
    assert learned != before
    assert setup.hinter.delays == [learned / speed]


def too_early(age: float) -> ImportResult:
    return ImportResult(
        outcome="not_ready",
        service="main",
        account_id="a1",
        recording_id="r",
        dispatch=1,
        call_age=age,
    )


def test_a_failure_is_raised_so_that_the_event_is_delivered_again() -> None:
    setup = Setup()
    setup.connect()
    setup.hinter.failure = StorageFailed("busy")
    with pytest.raises(StorageFailed):
        setup.announce()
    assert setup.observed == []
