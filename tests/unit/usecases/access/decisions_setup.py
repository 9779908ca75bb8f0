"""Extensions that change at RingCentral, and the decisions about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ringkeep.domain.access.decisions import (
    Choice,
    OpenDecision,
    WatchedExtension,
    open_decisions,
)
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.usecases.access.decision_ports import Decisions
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.access.take_decision import ChosenDecision, TakeDecision, TakenDecision
from tests.fakes.access.decisions import MemoryDecisions
from tests.fakes.access.principals import FakeToday
from tests.unit.usecases.access.people_setup import (
    ACCOUNT,
    COMMAND_LINE,
    PeopleSetup,
    choice,
    extension,
)

LISTED = Extension(id="101", number="1101", name="Ann Lee", status="Enabled", site_id="s1")


@dataclass
class DecisionsSetup:
    people: PeopleSetup = field(default_factory=PeopleSetup)
    decisions: Decisions | None = None
    today: FakeToday = field(default_factory=FakeToday)

    def __post_init__(self) -> None:
        self.stored: Decisions = self.decisions or MemoryDecisions(self.people.memory)
        self.directory = self.people.directory
        self.listed()

    def listed(self, extension: Extension = LISTED, *, removed: bool = False, **given: str) -> None:
        """What RingCentral lists from now on."""
        now = self.people.clock.now()
        row = ExtensionRow(
            extension=extension.model_copy(update=given),
            added_at=1.0,
            changed_at=now,
            removed_at=now if removed else None,
        )
        self.directory.write(ACCOUNT, [row])

    def holder(self, name: str = "ann", first: str = "", last: str = "") -> UserRecord:
        record = self.people.add(name)
        self.people.assign(record.user.id, choice("101", first, last), COMMAND_LINE)
        return self.user(record)

    def user(self, record: UserRecord) -> UserRecord:
        found = self.people.changes.store.user(record.user.id)
        assert found is not None
        return found

    def found(self, unimported: int | None = 0) -> list[OpenDecision]:
        """Stores what is to be decided now, as the step of keep_users does."""
        owner = extension("101")
        assigned = self.people.changes.store.extension(owner)
        assert assigned.decided is not None
        row = self.directory.row(owner)
        watched = WatchedExtension(assigned, assigned.decided, row, unimported)
        now = self.people.clock.now()
        opened = [
            OpenDecision(decision=each, found_at=now)
            for each in open_decisions([watched], self.today.day)
        ]
        for each in opened:
            self.stored.replace(None, each)
        return opened

    @property
    def take(self) -> TakeDecision:
        people = self.people
        return TakeDecision(people.changes, self.stored, people.extensions, self.today)

    def decide(
        self,
        decision: OpenDecision,
        choice: Choice,
        request: ChangeRequest = COMMAND_LINE,
        *,
        successor: str = "",
        last_day: date | None = None,
        version: int | None = None,
    ) -> TakenDecision:
        chosen = ChosenDecision(choice=choice, successor=successor, last_day=last_day)
        return self.take(decision.id, chosen, request, version=version)
