"""The extension list, what is open about it, and runs that compare them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ringkeep.domain.access.decisions import OpenDecision
from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import Licence
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.usecases.access.change_service import ChangeService, ServicePolicyChanges
from ringkeep.usecases.access.compare_extension import CompareExtension, RunResult
from ringkeep.usecases.access.find_decisions import FindDecisions
from ringkeep.usecases.access.keep_in_step import AddFromList
from ringkeep.usecases.access.settle_decisions import SettleDecisions
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.fakes.access.decisions import MemoryDecisions
from tests.fakes.access.people_lists import MemoryPeopleLists, MemoryServiceChanges
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.unit.usecases.access.decisions_setup import LISTED, DecisionsSetup
from tests.unit.usecases.access.people_setup import ACCOUNT, COMMAND_LINE

HOUR = 3_600.0
AGENTS = KeepInStep(security_profile="agent", licences=frozenset({Licence.CALL_RECORDING}))


@dataclass
class FakeSyncs:
    at: float = 0.0

    def changed_at(self, account: AccountRef) -> float:
        return self.at


@dataclass
class FakeUnimported:
    """`asked` counts how often the open recordings were read."""

    counts: dict[str, int | None] = field(default_factory=dict)
    asked: int = 0

    def of(self, account: AccountRef) -> Callable[[str, float], int | None]:
        self.asked += 1
        return lambda extension_id, deleted_at: self.counts.get(extension_id, 0)


class Stage(DecisionsSetup):
    def __post_init__(self) -> None:
        super().__post_init__()
        memory = self.people.memory
        self.services = MemoryServiceDirectory()
        self.services.put(
            Service(name="main", server_url="https://platform.example.com", secret_arn="arn")
        )
        self.syncs, self.unimported = FakeSyncs(), FakeUnimported()
        self.memory_decisions = MemoryDecisions(memory)
        self.settling = SettleDecisions(self.memory_decisions)
        add = AddFromList(self.people.add_user)
        clock = self.people.clock
        self.find = FindDecisions(
            self.services,
            AccountHistory(self.people.states),
            self.directory,
            self.syncs,
            MemoryPeopleLists(memory),
            self.unimported,
            CompareExtension(memory, add, self.settling, self.today, clock),
            self.people.states,
            clock,
        )

    def run(self, seconds: float = HOUR) -> RunResult:
        """An hour later."""
        self.people.clock.advance(seconds)
        return self.find(self.people.clock.now() + 50)

    @property
    def open(self) -> list[OpenDecision]:
        return list(self.memory_decisions.page("", "", 1_000))

    @property
    def kinds(self) -> list[str]:
        return [each.decision.kind.value for each in self.open]

    def keep_in_step(self, setting: KeepInStep | None) -> None:
        changes = MemoryServiceChanges(self.services, self.people.memory)
        change = ChangeService(self.people.changes, changes)
        change("main", ServicePolicyChanges().keeping_in_step(setting), COMMAND_LINE)

    def list_people(self, *ids: str, **given: str) -> None:
        now = self.people.clock.now()
        rows = [
            ExtensionRow(
                extension=LISTED.model_copy(
                    update={
                        "id": id_,
                        "number": f"9{id_}",
                        "name": f"Person {id_}",
                        "email": f"p{id_}@example.com",
                        "type": "User",
                        **given,
                    }
                ),
                added_at=now,
                changed_at=now,
            )
            for id_ in ids
        ]
        self.directory.write(ACCOUNT, rows)

    @property
    def users(self) -> list[UserRecord]:
        return list(self.people.memory.records.values())
