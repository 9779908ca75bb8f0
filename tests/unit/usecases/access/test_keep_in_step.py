"""New extensions become users where a service keeps in step with its extension list."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.decisions import Choice, DecisionKind
from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.access.users import Licence
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.usecases.access.compare_extension import RunResult
from ringkeep.usecases.access.keep_in_step import AddFromList
from ringkeep.usecases.access.limit_licences import Ceilings, LimitLicences
from tests.unit.usecases.access.decisions_stage import (
    AGENTS,
    HOUR,
    Stage,
)
from tests.unit.usecases.access.people_setup import COMMAND_LINE, choice, extension


@pytest.fixture
def stage() -> Stage:
    return Stage()


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
