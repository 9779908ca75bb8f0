"""Scorecards and their audit entries are written together, or neither, although they are in two tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.audited_changes import AuditedChanges
from ringkeep.aws.access.people_table import DynamoAuditLog, DynamoPeople
from ringkeep.aws.evaluation.scorecards_table import DynamoScorecards
from ringkeep.domain.access.audit import AuditEntry, ObjectRef
from ringkeep.domain.access.authority import NoLongerActive, RightMissing
from ringkeep.domain.access.refusals import ChangeRefused, VersionStale
from ringkeep.domain.evaluation.records import (
    NoDraft,
    NothingToRetire,
    ScorecardHead,
    ScorecardState,
    ScorecardTooLarge,
    ScorecardUnknown,
    ScorecardWrite,
    TooManyScorecards,
)
from ringkeep.errors import Conflict
from ringkeep.usecases.access import change_scorecards
from ringkeep.usecases.access.change_scorecards import ChangeScorecards
from ringkeep.usecases.access.ports import AuditLog, PeopleWrite
from ringkeep.usecases.evaluation.ports import ScorecardChanges
from ringkeep.wiring.audited_scorecards import AuditedScorecards
from tests.contract.tables import directory_table, people_table
from tests.fakes.evaluation.scorecards import MemoryScorecards
from tests.unit.domain.evaluation.builders import card, choice, section
from tests.unit.usecases.access.people_setup import (
    COMMAND_LINE,
    PeopleSetup,
    by,
    codes,
    profile_fields,
)

FIRST = card(section("opening", choice("greeting")))
SECOND = FIRST.model_copy(update={"title": "Second"})
WRONG = card(section("opening", choice("greeting", weight=40)), title="Wrong")


class Stage(NamedTuple):
    setup: PeopleSetup
    scorecards: ScorecardChanges
    log: AuditLog

    @property
    def change(self) -> ChangeScorecards:
        return ChangeScorecards(self.setup.changes, self.scorecards)

    def entries(self, scorecard_id: str) -> list[AuditEntry]:
        object_ = ObjectRef(kind="scorecard", id=scorecard_id)
        return list(self.log.by_object(object_, 0.0, 4_000_000_000.0))

    def added(self) -> ScorecardHead:
        return self.change.add(FIRST, COMMAND_LINE)

    def active(self) -> ScorecardHead:
        added = self.added()
        return self.change.activate(added.id, COMMAND_LINE, added.revision)


@pytest.fixture(params=["fake", "dynamodb"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    if request.param == "fake":
        setup = PeopleSetup()
        yield Stage(setup, MemoryScorecards(setup.memory), setup.memory)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        people = people_table(client)
        scorecards = DynamoScorecards(client, directory_table(client, "evaluations"))
        audited = AuditedScorecards(client, scorecards, AuditedChanges(people))
        setup = PeopleSetup(store=DynamoPeople(client, people))
        yield Stage(setup, audited, DynamoAuditLog(client, people))


def test_a_new_scorecard_is_a_draft(stage: Stage) -> None:
    root = stage.setup.add("root", "administrator")
    head = stage.change.add(FIRST, by(root))
    assert stage.scorecards.heads() == [head]
    assert stage.scorecards.head(head.id) == head
    assert stage.scorecards.draft(head.id) == FIRST
    assert (head.state, head.revision, head.changed_by) == ("draft", 1, root.user.id)
    assert (head.active_version, head.latest_version) == (0, 0)
    entry = stage.entries(head.id)[0]
    assert (entry.action, entry.actor.id) == ("scorecards.add", root.user.id)
    assert entry.after["draft.sections.0.items.0.ref"] == "greeting"


def test_an_active_version_has_no_draft_and_never_changes(stage: Stage) -> None:
    head = stage.active()
    assert (head.state, head.active_version, head.has_draft) == ("active", 1, False)
    assert stage.scorecards.draft(head.id) is None
    changed = stage.change.draft(head.id, SECOND, COMMAND_LINE, head.revision)
    assert (changed.title, changed.active_version, changed.has_draft) == ("Scorecard", 1, True)
    again = stage.change.activate(head.id, COMMAND_LINE, changed.revision)
    assert (again.title, again.active_version, again.latest_version) == ("Second", 2, 2)
    first, second = stage.scorecards.version(head.id, 1), stage.scorecards.version(head.id, 2)
    assert first is not None
    assert second is not None
    assert (first.content, second.content) == (FIRST, SECOND)
    assert stage.scorecards.version(head.id, 3) is None
    actions = sorted(each.action for each in stage.entries(head.id))
    assert actions == [
        "scorecards.activate",
        "scorecards.activate",
        "scorecards.add",
        "scorecards.change",
    ]


def test_a_retired_scorecard_has_no_active_version_until_a_draft_becomes_one(stage: Stage) -> None:
    head = stage.active()
    head = stage.change.retire(head.id, COMMAND_LINE, head.revision)
    assert (head.state, head.active_version, head.latest_version) == ("retired", 0, 1)
    with pytest.raises(NothingToRetire):
        stage.change.retire(head.id, COMMAND_LINE, head.revision)
    with pytest.raises(NoDraft):
        stage.change.activate(head.id, COMMAND_LINE, head.revision)
    head = stage.change.draft(head.id, SECOND, COMMAND_LINE, head.revision)
    head = stage.change.activate(head.id, COMMAND_LINE, head.revision)
    assert (head.state, head.active_version) == (ScorecardState.ACTIVE, 2)


def test_a_draft_is_discarded(stage: Stage) -> None:
    head = stage.active()
    head = stage.change.draft(head.id, SECOND, COMMAND_LINE, head.revision)
    head = stage.change.discard(head.id, COMMAND_LINE, head.revision)
    assert (head.has_draft, head.active_version) == (False, 1)
    assert stage.scorecards.draft(head.id) is None
    with pytest.raises(NoDraft):
        stage.change.discard(head.id, COMMAND_LINE, head.revision)


def test_a_draft_with_mistakes_does_not_become_active(stage: Stage) -> None:
    head = stage.change.add(WRONG, COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        stage.change.activate(head.id, COMMAND_LINE, head.revision)
    assert codes(refused.value) == ["scorecard_not_ready"]
    assert "add up to 40" in str(refused.value)
    assert stage.scorecards.head(head.id) == head


def test_a_question_keeps_its_type_for_ever(stage: Stage) -> None:
    head = stage.active()
    several = card(section("opening", choice("greeting", type="multi_select")))
    head = stage.change.draft(head.id, several, COMMAND_LINE, head.revision)
    with pytest.raises(ChangeRefused, match="of type single_select in the version before"):
        stage.change.activate(head.id, COMMAND_LINE, head.revision)


def test_the_same_draft_again_writes_nothing(stage: Stage) -> None:
    head = stage.added()
    assert stage.change.draft(head.id, FIRST, COMMAND_LINE, head.revision) == head
    assert len(stage.entries(head.id)) == 1


def test_a_stale_change_is_refused(stage: Stage) -> None:
    head = stage.added()
    stage.change.draft(head.id, SECOND, COMMAND_LINE, head.revision)
    with pytest.raises(VersionStale):
        stage.change.draft(head.id, FIRST, COMMAND_LINE, head.revision)
    with pytest.raises(VersionStale):
        stage.change.activate(head.id, COMMAND_LINE, head.revision)
    with pytest.raises(VersionStale):
        stage.change.retire(head.id, COMMAND_LINE, head.revision)
    assert stage.scorecards.draft(head.id) == SECOND


def test_of_two_changes_at_once_one_is_refused(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = stage.added()
    read = stage.scorecards.head
    raced: list[ScorecardHead] = []

    def changed_after(scorecard_id: str) -> ScorecardHead | None:
        found = read(scorecard_id)
        if not raced:
            raced.append(head)
            stage.change.draft(head.id, SECOND, COMMAND_LINE, head.revision)
        return found

    monkeypatch.setattr(stage.scorecards, "head", changed_after)
    with pytest.raises(VersionStale):
        stage.change.retire(head.id, COMMAND_LINE, head.revision)
    monkeypatch.undo()
    assert stage.scorecards.draft(head.id) == SECOND


def test_someone_without_the_right_changes_nothing(stage: Stage) -> None:
    head = stage.added()
    evaluator = stage.setup.add("eva", "evaluator")
    with pytest.raises(RightMissing):
        stage.change.activate(head.id, by(evaluator), head.revision)
    with pytest.raises(RightMissing):
        stage.change.add(FIRST, by(evaluator))
    assert stage.scorecards.heads() == [head]


class ScorecardChangesProxy:
    """Reads what the other one has."""

    def __init__(self, scorecards: ScorecardChanges) -> None:
        self.lost = False
        self.heads, self.head = scorecards.heads, scorecards.head
        self.draft, self.version = scorecards.draft, scorecards.version


def test_someone_who_loses_the_right_meanwhile_changes_nothing(stage: Stage) -> None:
    setup = stage.setup
    profile = setup.profiles.add(profile_fields("Author", ["scorecards.manage"]), COMMAND_LINE)
    author = setup.add("author", profile.id)
    change = stage.change
    head = change.add(FIRST, by(author))
    apply = stage.scorecards.apply

    class Losing(ScorecardChangesProxy):
        def apply(self, write: ScorecardWrite, people: PeopleWrite) -> None:
            if not self.lost:
                self.lost = True
                setup.profiles.change(profile.id, profile_fields("Author"), COMMAND_LINE)
            apply(write, people)

    losing = ChangeScorecards(setup.changes, Losing(stage.scorecards))
    with pytest.raises(RightMissing):
        losing.retire(head.id, by(author), head.revision)
    assert stage.scorecards.head(head.id) == head


def test_someone_who_is_deactivated_changes_nothing(stage: Stage) -> None:
    root, other = (stage.setup.add(name, "administrator") for name in ("root", "other"))
    stage.setup.deactivate(root.user.id, by(other))
    with pytest.raises(NoLongerActive):
        stage.change.add(FIRST, by(root))


def test_what_does_not_exist(stage: Stage) -> None:
    with pytest.raises(ScorecardUnknown):
        stage.change.retire("none", COMMAND_LINE, 1)
    assert stage.scorecards.head("none") is None
    assert stage.scorecards.draft("none") is None
    assert stage.scorecards.version("none", 1) is None


def test_there_is_a_most(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_scorecards, "MOST_SCORECARDS", 2)
    stage.added(), stage.added()
    with pytest.raises(TooManyScorecards):
        stage.added()


def test_a_scorecard_that_no_item_can_hold_is_refused(stage: Stage) -> None:
    questions = [choice(f"q{n}", instructions="x" * 5_000) for n in range(70)]
    with pytest.raises(ScorecardTooLarge):
        stage.change.add(card(section("opening", *questions)), COMMAND_LINE)
    questions = [choice(f"q{n}", instructions="x" * 4_700) for n in range(60)]
    head = stage.change.add(card(section("opening", *questions)), COMMAND_LINE)
    assert stage.change.activate(head.id, COMMAND_LINE, head.revision).active_version == 1


def test_a_version_is_written_once(stage: Stage) -> None:
    """Whatever a change was planned from."""
    head = stage.active()
    draft = stage.change.draft(head.id, SECOND, COMMAND_LINE, head.revision)
    version = stage.scorecards.version(head.id, 1)
    assert version is not None
    overwriting = ScorecardWrite(draft, draft.model_copy(update={"revision": 9}), version=version)
    with pytest.raises(Conflict):
        stage.scorecards.apply(overwriting, PeopleWrite(audit=()))
    assert stage.scorecards.head(head.id) == draft
