"""A service that imports licensed users only, with people in memory and a fake call log."""

from __future__ import annotations

from datetime import date

from ringkeep.domain.access.assignments import Assignment, UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import Licence, User
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.services import Licensing, Policy
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.json import JsonValue
from ringkeep.usecases.recordings.known_extensions import DirectoryKnowledge
from ringkeep.usecases.recordings.read_licensing import ReadLicensing
from tests.fakes.access.licensed_people import MemoryLicensedPeople
from tests.fakes.clock import FakeClock
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.recordings.call_log import FakeCallLog
from tests.unit.domain.access.example_users import ANN, BEN, user
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.domain.recordings.licensed_calls import Raw
from tests.unit.usecases.recordings.poll_setup import ACCOUNT, PollSetup, call

RECORDED = frozenset({Licence.CALL_RECORDING})
USERS_ONLY = Policy(licensing=Licensing.USERS)


class LicensingSetup(PollSetup):
    """Ann has extension 1 and a licence, Ben has extension 2 and none."""

    def __init__(self, *records: Raw, policy: Policy = USERS_ONLY) -> None:
        self.people = MemoryLicensedPeople()
        self.directory = MemoryExtensionDirectory()
        knowledge = DirectoryKnowledge(self.directory, FakeClock(NOW))
        licensings = ReadLicensing(self.people, knowledge)
        super().__init__(FakeCallLog(list(records)), licensings=licensings)
        self.switch(policy.licensing)
        self.store_user(ANN, RECORDED)
        self.store_user(BEN)
        self.assign("1", ANN)
        self.assign("2", BEN)

    def switch(self, licensing: Licensing, **policy: JsonValue) -> None:
        changed = Policy.model_validate({"licensing": licensing, **policy})
        self.service = self.service.model_copy(update={"policy": changed})

    def store_user(self, user_id: str, licences: frozenset[Licence] = frozenset()) -> None:
        stored = user(user_id, email=f"{user_id[0]}@example.com", licences=licences)
        self.people.store.records[user_id] = UserRecord(user=stored)

    def change_user(self, user_id: str, **fields: object) -> User:
        record = self.people.store.records[user_id]
        changed = record.user.changed(self.clock.now(), **fields)
        self.people.store.records[user_id] = record.model_copy(update={"user": changed})
        return changed

    def assign(self, extension_id: str, user_id: str, first: str = "", last: str = "") -> None:
        """Adds an assignment. Days are given as 2026-11-18."""
        owner = Owner(*ACCOUNT, extension_id)
        begin, end = (date.fromisoformat(each) if each else None for each in (first, last))
        period = Period(first_day=begin, last_day=end)
        stored = self.people.store.extension(owner)
        added = (*stored.assignments, Assignment(user_id=user_id, period=period))
        self.people.store.extensions[owner] = stored.model_copy(update={"assignments": added})
        record = self.people.store.records[user_id]
        held = (*record.assignments, UserAssignment(owner, period))
        self.people.store.records[user_id] = record.model_copy(update={"assignments": held})

    def list_extension(self, extension_id: str, type_: str = "User", number: str = "") -> None:
        extension = Extension(id=extension_id, type=type_, number=number)
        row = ExtensionRow(extension=extension, added_at=1.0, changed_at=1.0)
        self.directory.write(ACCOUNT, [row])

    def outcome(self, recording_id: str = "r1") -> tuple[str, str]:
        row = self.row(recording_id)
        return row.state.value, row.reason


def call_with(*legs: Raw, number: int = 1, **fields: JsonValue) -> Raw:
    """A record that names its recording in its legs."""
    return {**call(number), "recording": None, "legs": list(legs), **fields}
