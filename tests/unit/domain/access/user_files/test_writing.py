"""The order of writing, and what a line writes."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_files.writing import (
    new_user_id,
    replaced_period,
    user_after,
    waits_for_managers,
    writing_order,
)
from ringkeep.domain.access.users import Licence
from tests.unit.domain.access.user_files.example_files import BOB, KNOWN, MIA, targets

WITH_MANAGER = "name,email,security_profile,manager"
WITH_EXTENSION = "name,email,security_profile,extension,first_day,last_day"


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


def test_what_a_line_writes_of_an_existing_user() -> None:
    target = targets("Robert,bob@example.com,", header="name,email,team")[0]
    written = user_after(target, BOB.id, {}, 5.0)
    assert (written.name, written.information.team, written.version) == ("Robert", "", 2)
    kept = (written.manager, written.licences, written.information.employee_number)
    assert kept == (BOB.manager, BOB.licences, "17")


def test_a_new_period_replaces_only_one_on_the_same_days() -> None:
    january = Period(first_day=date(2026, 1, 1), last_day=date(2026, 1, 31))
    since_march = Period(first_day=date(2026, 3, 1))
    held = [january, since_march]
    assert replaced_period(held, Period(first_day=date(2026, 2, 15))) == since_march
    until_may = Period(first_day=date(2026, 4, 1), last_day=date(2026, 5, 31))
    assert replaced_period(held, until_may) == since_march
    february = Period(first_day=date(2026, 2, 1), last_day=date(2026, 2, 15))
    assert replaced_period(held, february) is None
