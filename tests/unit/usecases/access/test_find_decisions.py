"""The extension list is compared with what was decided on, in bounded runs that go on where they stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.access.decisions import Choice, DecisionKind, OpenDecision
from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import Licence
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.usecases.access.change_service import ChangeService, ServicePolicyChanges
from ringkeep.usecases.access.compare_extension import CompareExtension, RunResult
from ringkeep.usecases.access.find_decisions import FindDecisions
from ringkeep.usecases.access.keep_in_step import AddFromList
from ringkeep.usecases.access.limit_licences import Ceilings, LimitLicences
from ringkeep.usecases.access.settle_decisions import SettleDecisions
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.fakes.access.decisions import MemoryDecisions
from tests.fakes.access.people_lists import MemoryPeopleLists, MemoryServiceChanges
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.properties import examples
from tests.unit.usecases.access.decisions_setup import LISTED, DecisionsSetup
from tests.unit.usecases.access.people_setup import ACCOUNT, COMMAND_LINE, choice, extension

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


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_change_is_found_once_and_nothing_is_written_again(stage: Stage) -> None:
    ann = stage.holder()
    stage.listed(name="Ann Smith")
    assert stage.run() == RunResult(opened=1)
    (decision,) = stage.open
    assert decision.decision.users == (ann.user.id,)
    assert (decision.name, decision.number) == ("Ann Smith", "1101")
    writes, people = stage.memory_decisions.written, len(stage.people.memory.writes)
    for _ in range(30):
        assert stage.run() == RunResult()
    assert stage.memory_decisions.written == writes
    assert len(stage.people.memory.writes) == people
    assert stage.open == [decision]


def test_what_ringcentral_undoes_is_taken_back(stage: Stage) -> None:
    stage.holder()
    stage.listed(status="Disabled")
    stage.run()
    stage.listed()
    assert stage.run() == RunResult(closed=1)
    assert stage.open == []


def test_an_extension_that_came_back_into_use_may_be_disabled_again(stage: Stage) -> None:
    stage.holder()
    stage.listed(status="Disabled")
    stage.run()
    stage.decide(stage.open[0], Choice.SAME_PERSON)
    stage.listed()
    assert stage.run() == RunResult(noted=1)
    stage.listed(status="Disabled")
    assert stage.run() == RunResult(opened=1)


def test_an_extension_that_came_back_may_be_deleted_again(stage: Stage) -> None:
    stage.holder()
    stage.listed(removed=True)
    stage.run()
    stage.decide(stage.open[0], Choice.END_ASSIGNMENT, last_day=date(2027, 1, 31))
    stage.listed()
    assert stage.run() == RunResult(noted=1)
    stage.listed(removed=True)
    assert stage.run() == RunResult(opened=1)


def test_a_decision_that_was_taken_does_not_come_back(stage: Stage) -> None:
    stage.holder()
    stage.listed(name="Ann Smith")
    stage.run()
    stage.decide(stage.open[0], Choice.SAME_PERSON)
    stage.run(24 * HOUR)
    assert stage.open == []


def test_a_run_does_nothing_before_an_hour_is_over(stage: Stage) -> None:
    stage.holder()
    stage.run()
    stage.listed(name="Ann Smith")
    assert stage.run(60) == RunResult()
    stage.syncs.at = stage.people.clock.now()
    assert stage.run(60) == RunResult(opened=1)


def test_an_assignment_without_a_listing_gets_the_present_one_silently(stage: Stage) -> None:
    """It was made before there were decisions."""
    stage.holder()
    owner = extension("101")
    memory = stage.people.memory
    older = memory.extension(owner).model_copy(update={"decided": None})
    memory.extensions[owner] = older
    stage.listed(name="Ann Smith")
    assert stage.run() == RunResult(noted=1)
    stored = memory.extension(owner)
    assert stored.decided is not None
    assert stored.decided.name == "Ann Smith"
    assert (stored.assignments, stored.version) == (older.assignments, older.version + 1)
    stage.listed(name="Ann Lee")
    assert stage.run() == RunResult(opened=1)


def test_a_deleted_extension_is_an_alarm_until_its_recordings_are_imported(stage: Stage) -> None:
    stage.holder()
    stage.people.assign(
        stage.people.add("ben").user.id, choice("102", last="2026-11-01"), COMMAND_LINE
    )
    stage.listed(removed=True)
    stage.unimported.counts["101"] = None
    stage.run()
    (decision,) = stage.open
    assert (decision.decision.alarm, decision.decision.unimported) == (True, None)
    assert stage.settling.count_alarms(["main"]) == 1
    stage.unimported.counts["101"] = 3
    stage.run()
    assert [(each.decision.unimported, each.version) for each in stage.open] == [(3, 2)]
    stage.unimported.counts["101"] = 0
    stage.run()
    (decision,) = stage.open
    assert not decision.decision.alarm
    assert stage.settling.count_alarms(["main"]) == 0


def test_an_alarm_ends_only_when_the_recordings_are_imported(stage: Stage) -> None:
    stage.holder()
    stage.listed(removed=True)
    stage.unimported.counts["101"] = 3
    stage.run()
    stage.decide(stage.open[0], Choice.END_ASSIGNMENT)
    for _ in range(26):
        assert stage.run() == RunResult()
    assert stage.settling.count_alarms(["main"]) == 1
    stage.unimported.counts["101"] = 0
    assert stage.run() == RunResult(closed=1)
    assert stage.open == []


def test_a_deleted_extension_that_no_one_had_is_an_alarm_only_while_recordings_wait(
    stage: Stage,
) -> None:
    stage.listed(removed=True)
    stage.unimported.counts["101"] = None
    stage.run()
    assert stage.open == []
    stage.unimported.counts["101"] = 2
    stage.run()
    (decision,) = stage.open
    assert (decision.decision.alarm, decision.decision.choices) == (True, ())
    stage.unimported.counts["101"] = 0
    stage.run()
    assert stage.open == []


def test_open_recordings_are_read_only_if_an_extension_was_deleted(stage: Stage) -> None:
    stage.holder()
    stage.listed(name="Ann Smith")
    stage.run()
    assert stage.unimported.asked == 0
    stage.listed(removed=True)
    stage.run()
    assert stage.unimported.asked == 1
    assert stage.kinds == ["deleted"]


def test_decisions_of_a_removed_service_are_closed(stage: Stage) -> None:
    stage.holder()
    stage.listed(removed=True)
    stage.unimported.counts["101"] = 1
    stage.run()
    stage.services.delete("main")
    stage.run()
    assert stage.open == []


def test_decisions_of_an_account_that_the_service_left_are_closed(stage: Stage) -> None:
    stage.holder()
    stage.listed(name="Ann Smith")
    stage.run()
    AccountHistory(stage.people.states).remember(AccountRef("main", "999"))
    stage.run()
    assert stage.open == []


@pytest.mark.parametrize("seen", [1, 3])
def test_a_long_list_is_compared_in_several_runs(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, seen: int
) -> None:
    monkeypatch.setattr("ringkeep.usecases.access.find_decisions._PAGE", 2)
    monkeypatch.setattr("ringkeep.usecases.access.find_decisions.MOST_READ", 2 * seen)
    ids = [str(each) for each in range(200, 213)]
    stage.list_people(*ids)
    for id_ in ids:
        record = stage.people.add(f"u{id_}")
        stage.people.assign(record.user.id, choice(id_), COMMAND_LINE)
    stage.list_people(*ids, name="Someone Else")
    runs = 0
    while len(stage.open) < len(ids) and runs < 20:
        assert stage.run(60 if runs else HOUR).opened <= 2 * seen
        runs += 1
    assert runs >= len(ids) / (2 * seen)


def test_a_run_that_fails_goes_on_where_it_failed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringkeep.usecases.access.find_decisions._PAGE", 1)
    stage.keep_in_step(AGENTS)
    stage.list_people("201", "202", "203")
    page = stage.directory.page
    failed: list[str] = []

    def failing(account: AccountRef, after: str, limit: int) -> object:
        if after == "201" and not failed:
            failed.append(after)
            raise RuntimeError("the process ended")
        return page(account, after, limit)

    monkeypatch.setattr(stage.directory, "page", failing)
    with pytest.raises(RuntimeError):
        stage.run()
    stage.run(60)
    assert sorted(each.user.email for each in stage.users) == [
        f"p{id_}@example.com" for id_ in ("201", "202", "203")
    ]


def test_new_extensions_become_users(stage: Stage) -> None:
    stage.keep_in_step(AGENTS)
    stage.list_people("201", site_name="Rome")
    assert stage.run().added == 1
    (record,) = stage.users
    user = record.user
    assert (user.name, user.email, user.information.site) == (
        "Person 201",
        "p201@example.com",
        "Rome",
    )
    assert (user.security_profile, user.licences) == ("agent", AGENTS.licences)
    assert [each.extension for each in record.assignments] == [extension("201")]
    entry = stage.people.entries[-1]
    assert (entry.actor.kind, entry.actor.name) == ("system", "keep in step: main")
    assert stage.run().added == 0


@pytest.mark.parametrize(
    "given",
    [
        {"type": "Department"},
        {"type": ""},
        {"status": "Disabled"},
        {"status": "NotActivated"},
        {"site_id": "s9"},
    ],
)
def test_only_enabled_extensions_of_people_at_the_site_become_users(
    stage: Stage, given: dict[str, str]
) -> None:
    stage.keep_in_step(AGENTS.model_copy(update={"site": "s1"}))
    stage.list_people("201", **given)
    assert (stage.run().added, stage.users) == (0, [])


def test_someone_whose_extension_was_taken_away_does_not_come_back(stage: Stage) -> None:
    stage.keep_in_step(AGENTS)
    stage.list_people("201")
    stage.run()
    (record,) = stage.users
    stage.people.assign.withdraw(record.user.id, record.assignments[0], COMMAND_LINE)
    stage.run(24 * HOUR)
    assert len(stage.users) == 1
    assert stage.user(record).assignments == ()


def test_the_setting_is_followed_as_soon_as_it_changes(stage: Stage) -> None:
    stage.list_people("201")
    stage.run()
    assert stage.users == []
    stage.keep_in_step(AGENTS)
    assert stage.run(60).added == 1
    stage.keep_in_step(None)
    stage.list_people("202")
    assert stage.run(24 * HOUR).added == 0


def test_at_most_fifty_are_added_in_a_run(stage: Stage) -> None:
    stage.keep_in_step(AGENTS)
    stage.list_people(*(str(each) for each in range(200, 320)))
    added = [stage.run(60 if number else HOUR).added for number in range(4)]
    assert added == [50, 50, 20, 0]


def test_a_change_does_not_wait_until_all_are_added(stage: Stage) -> None:
    stage.list_people("999")
    holder = stage.people.add("holder")
    stage.people.assign(holder.user.id, choice("999"), COMMAND_LINE)
    stage.keep_in_step(AGENTS)
    stage.list_people(*(str(each) for each in range(200, 420)))
    stage.run()
    stage.list_people("999", name="Someone Else")
    stage.syncs.at = stage.people.clock.now() + 60
    assert stage.run(120) == RunResult(opened=1, added=50)
    added = [stage.run(60).added for _ in range(4)]
    assert added == [50, 50, 20, 0]
    assert len(stage.users) == 221


def test_who_cannot_be_added_becomes_a_decision_that_says_why(stage: Stage) -> None:
    stage.people.add("other", email="p201@example.com")
    stage.keep_in_step(AGENTS)
    stage.list_people("201")
    assert stage.run() == RunResult(opened=1)
    (decision,) = stage.open
    assert decision.decision.kind is DecisionKind.NOT_ADDED
    assert decision.decision.choices == (Choice.LEAVE_OUT,)
    assert [(each.code, each.field) for each in decision.reasons] == [("email_taken", "email")]
    assert (decision.name, decision.number) == ("Person 201", "9201")


def attempts(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    tried: list[str] = []
    add = AddFromList.__call__

    def counted(self: AddFromList, setting: KeepInStep, owner: object, row: ExtensionRow) -> object:
        tried.append(row.extension.id)
        return add(self, setting, owner, row)  # type: ignore[arg-type]

    monkeypatch.setattr(AddFromList, "__call__", counted)
    return tried


def test_it_is_not_tried_again_before_its_reason_is_gone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = stage.people.add("other", email="p201@example.com")
    stage.keep_in_step(AGENTS)
    stage.list_people("201")
    tried = attempts(stage, monkeypatch)
    stage.run()
    writes = stage.memory_decisions.written
    for _ in range(26):
        stage.run()
    assert (tried, stage.memory_decisions.written) == (["201"], writes)
    stage.people.edit(other, email="moved@example.com")
    assert stage.run() == RunResult(added=1, closed=1)
    assert stage.open == []


def test_a_free_licence_is_given_to_the_next_one_only(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = LimitLicences(stage.people.changes)
    limit(Ceilings(ceilings={Licence.CALL_RECORDING: 1}), COMMAND_LINE)
    stage.keep_in_step(AGENTS)
    stage.list_people("201", "202", "203")
    tried = attempts(stage, monkeypatch)
    assert stage.run() == RunResult(added=1, opened=2)
    assert {it.code for each in stage.open for it in each.reasons} == {"licence_ceiling_reached"}
    limit(Ceilings(ceilings={Licence.CALL_RECORDING: 2}), COMMAND_LINE)
    assert stage.run() == RunResult(added=1, closed=1)
    assert tried == ["201", "202", "203", "202"]


def test_an_edit_of_the_setting_tries_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.people.add("other", email="p201@example.com")
    stage.keep_in_step(AGENTS)
    stage.list_people("201")
    tried = attempts(stage, monkeypatch)
    stage.run()
    stage.keep_in_step(AGENTS.model_copy(update={"invite": True}))
    stage.run(60)
    assert tried == ["201", "201"]
    stage.keep_in_step(None)
    stage.run(60)
    assert stage.open == []


def test_what_is_left_out_stays_out(stage: Stage) -> None:
    other = stage.people.add("other", email="p201@example.com")
    stage.keep_in_step(AGENTS)
    stage.list_people("201")
    stage.run()
    stage.decide(stage.open[0], Choice.LEAVE_OUT)
    stage.people.edit(other, email="moved@example.com")
    stage.run(24 * HOUR)
    assert (len(stage.users), stage.open) == (1, [])


CHANGES = st.lists(
    st.sampled_from(["rename", "back", "disable", "enable", "delete", "list", "take", "nothing"]),
    max_size=8,
)


@settings(max_examples=examples(30), deadline=None)
@given(changes=CHANGES)
def test_what_is_open_is_always_what_differs_from_what_was_decided(changes: list[str]) -> None:
    """Whatever happens in whatever order: after a run the list has exactly the present differences."""
    stage = Stage()
    stage.holder()
    listed, removed = LISTED, False
    for change in changes:
        match change:
            case "rename" | "back":
                name = "Ann Smith" if change == "rename" else LISTED.name
                listed = listed.model_copy(update={"name": name})
            case "disable" | "enable":
                status = "Disabled" if change == "disable" else "Enabled"
                listed = listed.model_copy(update={"status": status})
            case "delete" | "list":
                removed = change == "delete"
            case "take":
                taken = [
                    each for each in stage.open if each.decision.kind is not DecisionKind.DELETED
                ]
                if taken:
                    stage.decide(taken[0], Choice.SAME_PERSON)
        stage.listed(listed, removed=removed)
        stage.run()
        assert stage.kinds == differences(stage, listed, removed=removed)


def differences(stage: Stage, listed: Extension, *, removed: bool) -> list[str]:
    decided = stage.people.memory.extension(extension("101")).decided
    assert decided is not None
    if removed:
        return [] if decided.deleted else ["deleted"]
    found = []
    if listed.status != decided.status and listed.status == "Disabled":
        found.append("disabled")
    return [*found, *(["renamed"] if listed.name != decided.name else [])]
