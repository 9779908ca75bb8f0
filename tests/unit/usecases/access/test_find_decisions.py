"""The extension list is compared with what was decided on, in bounded runs that go on where they stopped."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.access.decisions import Choice, DecisionKind
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Extension
from ringkeep.usecases.access.compare_extension import RunResult
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.properties import examples
from tests.unit.usecases.access.decisions_setup import LISTED
from tests.unit.usecases.access.decisions_stage import (
    AGENTS,
    HOUR,
    Stage,
)
from tests.unit.usecases.access.people_setup import COMMAND_LINE, choice, extension


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
