"""The order of writing, what a line writes, and how far the writing has come."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_files.progress import (
    ImportProgress,
    LineState,
    done,
    failed,
    started,
)
from ringkeep.domain.access.user_files.writing import (
    assignment_after,
    new_user_id,
    user_after,
    waits_for_managers,
    writing_order,
)
from ringkeep.domain.access.users import Licence
from tests.unit.domain.access.user_files.example_files import BOB, KNOWN, MIA, targets

WITH_MANAGER = "name,email,security_profile,manager"
WITH_EXTENSION = "name,email,security_profile,extension,first_day,last_day"
DONE, FAILED, WAITING = LineState.DONE, LineState.FAILED, LineState.WAITING


def test_managers_are_written_before_their_people() -> None:
    found = targets(
        "Eve,eve@example.com,Agent,tom@example.com",
        "Tom,tom@example.com,Agent,kim@example.com",
        "Kim,kim@example.com,Agent,mia@example.com",
        header=WITH_MANAGER,
    )
    assert writing_order(found, KNOWN) == (4, 3, 2)
    assert waits_for_managers(found) == {2: {3}, 3: {4}, 4: set()}


def test_who_gives_an_extension_up_is_written_before_who_gets_it() -> None:
    found = targets(
        "Eve,eve@example.com,Agent,101,2026-12-01,",
        "Bob,bob@example.com,Agent,101,2026-01-01,2026-11-30",
        header=WITH_EXTENSION,
    )
    assert writing_order(found, KNOWN) == (3, 2)


def test_managers_come_first_if_both_orders_are_not_possible() -> None:
    found = targets(
        "Eve,eve@example.com,Agent,101,2026-12-01,,",
        "Bob,bob@example.com,Agent,101,2026-01-01,2026-11-30,eve@example.com",
        header=f"{WITH_EXTENSION},manager",
    )
    assert writing_order(found, KNOWN) == (2, 3)


@given(st.permutations(range(2, 8)))
def test_the_order_holds_whatever_the_order_of_the_lines(numbers: list[int]) -> None:
    lines = [
        f"P{n},p{n}@example.com,Agent,{f'p{n - 1}@example.com' if n > 2 else ''}" for n in numbers
    ]
    found = targets(*lines, header=WITH_MANAGER)
    names = {each.line.line: each.line.name for each in found}
    assert [names[line] for line in writing_order(found, KNOWN)] == [f"P{n}" for n in range(2, 8)]


def test_a_line_that_is_written_twice_adds_one_user() -> None:
    assert new_user_id("import", 7) == new_user_id("import", 7)
    assert len({new_user_id("import", 7), new_user_id("import", 8), new_user_id("other", 7)}) == 3
    assert re.fullmatch(r"[0-9a-f]{32}", new_user_id("import", 7))


def test_what_a_line_writes_of_a_new_user() -> None:
    header = "name,email,security_profile,team,manager,licences"
    target = targets("Eve,eve@example.com,Agent,Sales,mia@example.com,evaluation", header=header)[0]
    written = user_after(target, "e" * 32, {MIA.email: MIA.id}, 5.0)
    assert (written.version, written.manager, written.information.team) == (1, MIA.id, "Sales")
    assert written.licences == {Licence.EVALUATION}
    assert (written.created_at, written.active) == (5.0, True)
    assert assignment_after(target, written.id) is None


def test_what_a_line_writes_of_an_existing_user() -> None:
    target = targets("Robert,bob@example.com,", header="name,email,team")[0]
    written = user_after(target, BOB.id, {}, 5.0)
    assert (written.name, written.information.team, written.version) == ("Robert", "", 2)
    kept = (written.manager, written.licences, written.information.employee_number)
    assert kept == (BOB.manager, BOB.licences, "17")


def test_the_assignment_that_a_line_writes() -> None:
    line = "Bob,bob@example.com,Agent,101,2026-01-01,2026-11-30"
    assignment = assignment_after(targets(line, header=WITH_EXTENSION)[0], BOB.id)
    assert assignment is not None
    assert assignment.period == Period(first_day=date(2026, 1, 1), last_day=date(2026, 11, 30))


def progress() -> ImportProgress:
    """Line 3 waits for line 4, line 2 for line 3; line 5 for none."""
    emails = {line: f"p{line}@example.com" for line in range(2, 6)}
    return started((4, 5, 3, 2, 6), emails, {2: {3}, 3: {4}, 4: {6}})


def lines(of: ImportProgress, most: int = 10) -> list[int]:
    return [each.line for each in of.next_lines(most)]


def test_only_lines_that_change_something_are_written_and_waited_for() -> None:
    assert [each.line for each in progress().lines] == [4, 5, 3, 2]
    assert lines(progress()) == [4, 5]
    assert lines(progress(), most=1) == [4]


def test_a_line_follows_when_its_manager_is_done() -> None:
    after = progress().recorded({4: done("u4")})
    assert lines(after) == [5, 3]
    assert after.counts == {WAITING: 3, DONE: 1, FAILED: 0}
    assert after.lines[0].user_id == "u4"


def test_a_failure_passes_to_those_who_wait_for_it_and_can_be_tried_again() -> None:
    after = progress().recorded({4: failed("The address is taken."), 5: done("u5")})
    assert after.counts == {WAITING: 0, DONE: 1, FAILED: 3}
    assert after.finished
    assert "line 3" in after.lines[3].sentence
    again = after.tried_again()
    assert (lines(again), again.lines[0].sentence) == ([4], "")


def test_a_result_that_comes_twice_changes_nothing() -> None:
    once = progress().recorded({4: done("u4")})
    assert once.recorded({4: done("u4")}) == once
    assert once.recorded({4: failed("late")}) == once


def test_a_stopped_import_goes_on_from_what_was_stored() -> None:
    stored = progress().recorded({4: done("u4")}).model_dump_json()
    assert lines(ImportProgress.model_validate_json(stored)) == [5, 3]


@given(st.lists(st.tuples(st.integers(2, 5), st.booleans()), max_size=12))
def test_every_import_ends(results: list[tuple[int, bool]]) -> None:
    state = progress()
    for line, good in results:
        if line in lines(state):
            state = state.recorded({line: done("u") if good else failed("no")})
    while not state.finished:
        state = state.recorded({state.next_lines(1)[0].line: done("u")})
    assert state.next_lines(1) == ()
