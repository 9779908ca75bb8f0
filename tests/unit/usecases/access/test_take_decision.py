"""A decision is one transaction with its audit entries."""

from __future__ import annotations

from datetime import date

import pytest

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.decisions import Choice
from ringkeep.errors import Conflict
from tests.unit.usecases.access.decisions_setup import DecisionsSetup
from tests.unit.usecases.access.people_setup import by


@pytest.fixture
def setup() -> DecisionsSetup:
    return DecisionsSetup()


def entries(setup: DecisionsSetup) -> list[AuditEntry]:
    """Those of the latest transaction."""
    return list(setup.people.memory.writes[-1].audit)


def test_the_entries_say_what_was_decided_and_what_it_did(setup: DecisionsSetup) -> None:
    root = setup.people.add("root", "administrator")
    ann, ben = setup.holder(), setup.people.add("ben")
    setup.listed(name="Ben Moss")
    (decision,) = setup.found()
    setup.decide(
        decision,
        Choice.SUCCESSOR,
        by(root),
        successor=ben.user.id,
        last_day=date(2026, 11, 20),
    )
    ended, begun, taken = entries(setup)
    assert (ended.action, ended.object.id) == ("extensions.assign", ann.user.id)
    assert (begun.action, begun.object.id) == ("extensions.assign", ben.user.id)
    assert begun.after == {"extensions": ("main 809646016 101 from 2026-11-21",)}
    assert (taken.action, taken.object.kind) == ("decisions.take", "extension")
    assert taken.object.id == "main 809646016 101"
    assert taken.before == {"listed": "Ann Lee"}
    assert taken.after == {
        "listed": "Ben Moss",
        "choice": "successor",
        "successor": ben.user.id,
        "last_day": "2026-11-20",
    }
    assert {each.actor.id for each in entries(setup)} == {root.user.id}


def test_a_decision_that_changes_no_user_has_an_entry(setup: DecisionsSetup) -> None:
    setup.holder()
    setup.listed(status="Disabled")
    (decision,) = setup.found()
    setup.decide(decision, Choice.SAME_PERSON)
    (taken,) = entries(setup)
    assert (taken.action, taken.after["choice"]) == ("decisions.take", "same_person")


def test_a_change_meanwhile_is_read_again(
    setup: DecisionsSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone gives the user a licence between reading and writing: both changes remain."""
    ann = setup.holder()
    setup.listed(name="Ann Smith")
    (decision,) = setup.found()
    write = setup.people.memory.write
    raced: list[object] = []

    def raced_by(change: object) -> None:
        if not raced:
            raced.append(change)
            setup.people.edit(ann, licences=frozenset({"evaluation"}))
        write(change)  # type: ignore[arg-type]

    monkeypatch.setattr(setup.people.memory, "write", raced_by)
    setup.decide(decision, Choice.SAME_PERSON)
    after = setup.user(ann).user
    assert (after.name, after.licences) == ("Ann Smith", frozenset({"evaluation"}))


def test_nothing_is_written_if_the_transaction_fails(
    setup: DecisionsSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = setup.holder(), setup.people.add("ben")
    setup.listed(name="Ben Moss")
    (decision,) = setup.found()

    def failing(change: object) -> None:
        raise Conflict("someone else is always faster")

    monkeypatch.setattr(setup.people.memory, "write", failing)
    with pytest.raises(Conflict):
        setup.decide(decision, Choice.SUCCESSOR, successor=ben.user.id)
    assert (setup.user(ann), setup.user(ben)) == (ann, ben)
    assert setup.stored.decision(decision.id) == decision
