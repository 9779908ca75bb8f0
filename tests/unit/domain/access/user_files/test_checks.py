"""Lines that contradict each other, or what exists."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.assignments import Assignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.users import Licence
from tests.unit.domain.access.user_files.example_files import (
    ADA,
    BOB,
    KNOWN,
    MAIN,
    MIA,
    OTHER,
    assigned,
    known,
    named,
    preview,
    user,
)

WITH_MANAGER = "name,email,security_profile,manager"
WITH_EXTENSION = "name,email,security_profile,service,extension,extension_id,first_day,last_day"


def test_two_lines_with_one_address_whatever_its_case() -> None:
    found = preview("Eve,eve@example.com,Agent", "Eva,EVE@example.com,Agent")
    assert named(found) == [(3, "email", "repeated_email")]
    assert "Line 2" in found.problems[0].sentence


@pytest.mark.parametrize(
    ("profile", "code"), [("Pilot", "unknown_profile"), ("", "profile_missing")]
)
def test_a_new_user_needs_a_security_profile_that_exists(profile: str, code: str) -> None:
    found = preview(f"Eve,eve@example.com,{profile}")
    assert named(found) == [(2, "security_profile", code)]
    assert "Administrator, Agent, Manager" in found.problems[0].sentence


def test_profiles_match_without_case() -> None:
    assert preview("Eve,eve@example.com,AGENT").problems == ()


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ("moon,102,", "service", "unknown_service"),
        (",102,", "service", "service_missing"),
        ("main,999,", "extension", "unknown_extension"),
        ("main,104,", "extension", "ambiguous_extension"),
        ("main,201,", "extension", "extension_of_another_service"),
        ("main,,9001", "extension_id", "extension_of_another_service"),
        ("main,,102", "extension_id", "unknown_extension"),
    ],
)
def test_extensions_that_cannot_be_found(cells: str, column: str, code: str) -> None:
    found = preview(
        f"Eve,eve@example.com,Agent,{cells},,",
        header=WITH_EXTENSION,
        known=known(services=(MAIN, OTHER)),
    )
    assert named(found) == [(2, column, code)]


@pytest.mark.parametrize(
    "cells", ["main,102,", ",102,", "Main,7002,", "main,,7002", "main,999,7002"]
)
def test_an_extension_is_found_by_number_or_id(cells: str) -> None:
    found = preview(f"Eve,eve@example.com,Agent,{cells},,", header=WITH_EXTENSION)
    assert found.problems == ()
    assert (
        found.added[0].changes[-1].after
        == "main 102 (id 7002), from the beginning, to further notice"
    )


def test_one_extension_for_two_lines_at_the_same_time() -> None:
    found = preview(
        "Eve,eve@example.com,Agent,,102,,2026-01-01,2026-06-30",
        "Tom,tom@example.com,Agent,,7002,,2026-06-30,",
        header=WITH_EXTENSION,
    )
    assert named(found) == [
        (2, "extension", "extension_taken"),
        (3, "extension", "extension_taken"),
    ]
    assert "Line 3, tom@example.com," in found.problems[0].sentence


def test_one_extension_for_two_lines_one_after_the_other() -> None:
    found = preview(
        "Eve,eve@example.com,Agent,,102,,2026-01-01,2026-06-30",
        "Tom,tom@example.com,Agent,,102,,2026-07-01,",
        header=WITH_EXTENSION,
    )
    assert found.problems == ()


def test_an_extension_that_an_existing_user_has() -> None:
    found = preview("Eve,eve@example.com,Agent,,101,,,", header=WITH_EXTENSION)
    assert named(found) == [(2, "extension", "extension_taken")]
    assert found.problems[0].sentence.startswith(
        "bob@example.com has this extension from 2026-01-01"
    )


def test_a_successor_in_the_same_file() -> None:
    found = preview(
        "Eve,eve@example.com,Agent,,101,,2026-12-01,",
        "Bob,bob@example.com,Agent,,101,,2026-01-01,2026-11-30",
        header=WITH_EXTENSION,
    )
    assert found.problems == ()


PERIODS = st.tuples(st.integers(1, 28), st.integers(1, 28)).map(sorted)


@given(st.lists(PERIODS, min_size=2, max_size=5))
def test_overlaps_are_found_whatever_the_order(periods: list[list[int]]) -> None:
    lines = [
        f"P{n},p{n}@example.com,Agent,,102,,2026-03-{first:02},2026-03-{last:02}"
        for n, (first, last) in enumerate(periods)
    ]
    overlap = any(
        one[0] <= other[1] and other[0] <= one[1]
        for n, one in enumerate(periods)
        for other in periods[n + 1 :]
    )
    assert bool(preview(*lines, header=WITH_EXTENSION).problems) is overlap


def test_a_manager_who_is_neither_a_user_nor_in_the_file() -> None:
    found = preview("Eve,eve@example.com,Agent,nobody@example.com", header=WITH_MANAGER)
    assert named(found) == [(2, "manager", "unknown_manager")]


def test_a_manager_whose_own_line_is_wrong_is_named_once() -> None:
    found = preview(
        ",boss@example.com,Manager,",
        "Sam,chief@example.com,Pilot,",
        "Eve,eve@example.com,Agent,boss@example.com",
        "Tom,tom@example.com,Agent,chief@example.com",
        header=WITH_MANAGER,
    )
    assert named(found) == [(2, "name", "empty_cell"), (3, "security_profile", "unknown_profile")]


def test_someone_who_is_their_own_manager() -> None:
    found = preview("Eve,eve@example.com,Agent,EVE@example.com", header=WITH_MANAGER)
    assert named(found) == [(2, "manager", "own_manager")]


def test_managers_who_report_to_each_other_within_the_file() -> None:
    found = preview(
        "Eve,eve@example.com,Agent,tom@example.com",
        "Tom,tom@example.com,Agent,eve@example.com",
        "Kim,kim@example.com,Agent,eve@example.com",
        header=WITH_MANAGER,
    )
    assert named(found) == [(2, "manager", "manager_circle"), (3, "manager", "manager_circle")]


def test_a_circle_through_users_whom_the_file_does_not_mention() -> None:
    found = preview("Ada,ada@example.com,Administrator,bob@example.com", header=WITH_MANAGER)
    assert named(found) == [(2, "manager", "manager_circle")]
    for address in (ADA.email, BOB.email, MIA.email):
        assert address in found.problems[0].sentence


def test_a_circle_that_the_file_breaks_up() -> None:
    found = preview(
        "Ada,ada@example.com,Administrator,bob@example.com",
        "Mia,mia@example.com,Manager,",
        header=WITH_MANAGER,
    )
    assert found.problems == ()


MANAGERS = st.lists(st.integers(0, 5), min_size=6, max_size=6)


@given(MANAGERS)
def test_every_circle_is_found(managers: list[int]) -> None:
    lines = [f"P{n},p{n}@example.com,Agent,p{of}@example.com" for n, of in enumerate(managers)]
    found = preview(*lines, header=WITH_MANAGER)
    in_circle = set()
    for start in range(6):
        person = managers[start]
        for _ in range(6):
            if person == start:
                in_circle.add(start + 2)
            person = managers[person]
    assert {problem.line for problem in found.problems} == in_circle


def test_licences_beyond_the_ceiling() -> None:
    header = "name,email,security_profile,licences"
    lines = [f"P{n},p{n}@example.com,Agent,call_recording" for n in range(3)]
    ceiling = known(ceilings={Licence.CALL_RECORDING: 2})
    found = preview(*lines, header=header, known=ceiling)
    assert named(found) == [(3, "licences", "licence_ceiling"), (4, "licences", "licence_ceiling")]
    assert "There are 2 licences" in found.problems[0].sentence
    given_back = preview(*lines[:2], "Bob,bob@example.com,Agent,", header=header, known=ceiling)
    assert given_back.problems == ()


def test_more_licences_than_the_ceiling_are_kept_but_not_increased() -> None:
    header = "name,email,licences"
    ceiling = known(ceilings={Licence.CALL_RECORDING: 0})
    assert (
        preview("Bob,bob@example.com,call_recording", header=header, known=ceiling).problems == ()
    )
    found = preview("Mia,mia@example.com,call_recording", header=header, known=ceiling)
    assert named(found) == [(2, "licences", "licence_ceiling")]


def test_a_deactivated_user_gives_the_licence_back() -> None:
    ceiling = known(ceilings={Licence.CALL_RECORDING: 1})
    found = preview(
        "Mia,mia@example.com,call_recording,yes",
        "Bob,bob@example.com,call_recording,no",
        header="name,email,licences,active",
        known=ceiling,
    )
    assert found.problems == ()


@pytest.mark.parametrize(
    ("cells", "column"), [("Agent,yes", "security_profile"), ("Administrator,no", "active")]
)
def test_the_last_administrator_stays(cells: str, column: str) -> None:
    header = "name,email,security_profile,active"
    found = preview(f"Ada,ada@example.com,{cells}", header=header)
    assert named(found) == [(2, column, "last_administrator")]
    successor = preview(
        f"Ada,ada@example.com,{cells}", "Eve,eve@example.com,Administrator,yes", header=header
    )
    assert successor.problems == ()
    another = known(users=(*KNOWN.users, user(9, "eve@example.com", security_profile="p-admin")))
    assert preview(f"Ada,ada@example.com,{cells}", header=header, known=another).problems == ()


def test_an_open_end_overlaps_what_comes_later() -> None:
    later = Assignment(user_id=BOB.id, period=Period(first_day=date(2027, 1, 1)))
    found = preview(
        "Eve,eve@example.com,Agent,,102,,2026-01-01,",
        header=WITH_EXTENSION,
        known=known(assignments=(assigned("7002", later),)),
    )
    assert named(found) == [(2, "extension", "extension_taken")]
