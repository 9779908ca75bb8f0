"""Use cases over an in-memory store, with an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ringkeep.domain.access.audit import AuditEntry, Origin
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.usecases.access.add_user import AddUser, NewUser
from ringkeep.usecases.access.assign_extension import AssignExtension
from ringkeep.usecases.access.change_profiles import ChangeProfiles, ProfileFields
from ringkeep.usecases.access.change_user import ChangeUser, DeactivateUser, UserChanges
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.extensions import ExtensionChoice, Extensions
from ringkeep.usecases.access.invite_user import Invite
from ringkeep.usecases.access.pool_work import PoolWork, PoolWorkResult
from ringkeep.usecases.access.ports import PeopleStore
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.access.pool_tasks import MemoryPoolTasks
from tests.fakes.access.user_pool import MemoryUserPool
from tests.fakes.clock import FakeClock
from tests.fakes.directory.extensions import MemoryExtensionDirectory
from tests.fakes.state import MemoryStateStore

ACCOUNT = AccountRef("main", "809646016")
COMMAND_LINE = ChangeRequest(name="arn:aws:iam::1:user/owner")


def extension(extension_id: str) -> Owner:
    return Owner(*ACCOUNT, extension_id)


def days(first: str = "", last: str = "") -> Period:
    start, end = (date.fromisoformat(each) if each else None for each in (first, last))
    return Period(first_day=start, last_day=end)


def choice(extension_id: str = "101", first: str = "", last: str = "") -> ExtensionChoice:
    return ExtensionChoice(service="main", extension_id=extension_id, period=days(first, last))


def profile_fields(
    name: str, rights: Iterable[str] = ("recordings.play",), visibility: str = "self"
) -> ProfileFields:
    return ProfileFields.model_validate(
        {"name": name, "rights": frozenset(rights), "visibility": visibility}
    )


def codes(refused: ChangeRefused) -> list[str]:
    return [each.code for each in refused.refusals]


def _known(ids: Iterable[str]) -> MemoryExtensionDirectory:
    directory = MemoryExtensionDirectory()
    extensions = (Extension(id=id_) for id_ in ids)
    rows = [ExtensionRow(extension=each, added_at=1.0, changed_at=1.0) for each in extensions]
    directory.write(ACCOUNT, rows)
    return directory


@dataclass
class PeopleSetup:
    """`store` is what the use cases see, by default the memory itself. Ids count up from 1."""

    memory: MemoryPeopleStore = field(default_factory=MemoryPeopleStore)
    store: PeopleStore | None = None
    clock: FakeClock = field(default_factory=FakeClock)
    ids: int = 0

    def __post_init__(self) -> None:
        self.states = MemoryStateStore()
        self.pool = MemoryUserPool()
        self.tasks = MemoryPoolTasks(self.memory)
        accounts = AccountHistory(self.states)
        accounts.remember(ACCOUNT)
        self.directory = _known(("101", "102", "103"))
        self.extensions = Extensions(self.directory, accounts)
        self.over(self.store or self.memory)

    def over(self, store: PeopleStore) -> PeopleSetup:
        self.changes = changes = Changes(store, self.clock, self.new_id, self.random_bytes)
        self.add_user = AddUser(changes, self.extensions)
        self.change = ChangeUser(changes)
        self.deactivate = DeactivateUser(self.change)
        self.assign = AssignExtension(changes, self.extensions)
        self.profiles = ChangeProfiles(changes)
        self.invite = Invite(changes)
        self.work = PoolWork(store, self.tasks, self.pool, self.change, self.states, self.clock)
        return self

    def new_id(self) -> str:
        self.ids += 1
        return f"{self.ids:032x}"

    def random_bytes(self, count: int) -> bytes:
        self.ids += 1
        return self.ids.to_bytes(count)

    def add(
        self,
        name: str,
        profile: str = "agent",
        request: ChangeRequest = COMMAND_LINE,
        **fields: object,
    ) -> UserRecord:
        given = {"name": name, "email": f"{name}@example.com", "security_profile": profile}
        return self.add_user(NewUser.model_validate({**given, **fields}), request)

    def edit(
        self, record: UserRecord, request: ChangeRequest = COMMAND_LINE, **fields: object
    ) -> UserRecord:
        return self.change(record.user.id, UserChanges.model_validate(fields), request)

    def stored(self, record: UserRecord) -> UserRecord:
        found = self.memory.user(record.user.id)
        assert found is not None
        return found

    def follow(self) -> PoolWorkResult:
        """Does the due work in the user pool."""
        return self.work(self.clock.now() + 60)

    @property
    def entries(self) -> list[AuditEntry]:
        """In the order in which they were written."""
        return [entry for write in self.memory.writes for entry in write.audit]


def by(record: UserRecord) -> ChangeRequest:
    origin = Origin(address="192.0.2.1", agent="Firefox")
    return ChangeRequest(user_id=record.user.id, origin=origin, request_id="r-1")
