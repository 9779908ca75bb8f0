"""Tags that are changed together, and the names that completion knows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ringkeep.domain.access.audit import Origin
from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE, NO_ONE
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.work.tags import TagChange, tag_change
from ringkeep.errors import StorageFailed
from ringkeep.usecases.work.audit import WorkEntries
from ringkeep.usecases.work.change_tags import ChangeTags, ReadTagNames
from tests.fakes.clock import FakeClock
from tests.fakes.work.recording_work import MemoryRecordingWork
from tests.unit.domain.recordings.example_rows import NOW, pending

LATE = tag_change(["late", "Billing"], [])


class Names(MemoryRecordingWork):
    """Counts what is remembered. `broken`: nothing is."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0
        self.broken = False

    def remember(self, service: str, user_id: str, names: Sequence[str]) -> None:
        if self.broken:
            raise StorageFailed("the table does not answer")
        self.writes += len(names)
        super().remember(service, user_id, names)


class Setup:
    def __init__(self) -> None:
        self.work = Names()
        clock = FakeClock(NOW)
        self.change = ChangeTags(self.work, self.work, WorkEntries(clock), clock)

    def tag(self, person: PersonRequest, change: TagChange = LATE, recording: str = "r1") -> None:
        self.change(person, pending(recording_id=recording), change)


def asked(user_id: str, *, everyone: bool = False) -> PersonRequest:
    sight = EVERYONE if everyone else NO_ONE
    principal = UserPrincipal(user_id, user_id, frozenset(Right), sight)
    return PersonRequest(principal, Origin(), "")


@pytest.fixture
def setup() -> Setup:
    return Setup()


def test_a_name_is_remembered_once_however_many_recordings_get_it(setup: Setup) -> None:
    for number in range(50):
        setup.tag(asked("u1"), recording=f"r{number}")
    assert setup.work.writes == 2
    setup.tag(asked("u2"), recording="r0")
    assert setup.work.writes == 4


def test_tags_are_changed_although_no_name_can_be_remembered(setup: Setup) -> None:
    setup.work.broken = True
    setup.tag(asked("u1"))
    assert setup.work.work(pending(recording_id="r1").key).tags == ("Billing", "late")
    setup.work.broken = False
    setup.tag(asked("u1"))
    assert setup.work.writes == 2, "the next time it is"


def test_someone_who_does_not_see_everyone_gets_only_names_that_they_gave(setup: Setup) -> None:
    setup.tag(asked("u1"))
    setup.tag(asked("u2"), tag_change(["Dismissal of Ben", "late"], []), "r2")
    read = ReadTagNames(setup.work)
    assert read(asked("u1"), "default") == ["Billing", "late"]
    assert read(asked("u2"), "default") == ["Dismissal of Ben", "late"]
    assert read(asked("u3"), "default") == []
    everything = ["Billing", "Dismissal of Ben", "late"]
    assert read(asked("u3", everyone=True), "default") == everything


def test_a_change_that_changes_nothing_is_no_entry_of_the_audit_log(setup: Setup) -> None:
    setup.tag(asked("u1"))
    setup.tag(asked("u2"), tag_change(["LATE"], ["never there"]))
    assert [entry.actor.id for entry in setup.work.entries] == ["u1"]
