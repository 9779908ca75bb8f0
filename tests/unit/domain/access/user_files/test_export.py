"""Exported users: inert in a spreadsheet, and the same when they are imported."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.assignments import Assignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_files.cells import inert, original
from ringkeep.domain.access.user_files.export import exported
from ringkeep.domain.access.user_files.preview import preview_of
from ringkeep.domain.access.user_files.reading import read_users
from ringkeep.domain.access.users import AccountInformation, Licence, User
from tests.unit.domain.access.user_files.example_files import (
    ADA,
    ADMINISTRATOR,
    AGENT,
    BOB,
    KNOWN,
    TODAY,
    assigned,
    known,
    user,
)

CELLS = st.text(st.sampled_from("'=+-@\uff1d;\t\r\nax"), max_size=8) | st.text(max_size=20)


@given(CELLS)
def test_an_inert_cell_gives_the_original_back(cell: str) -> None:
    assert original(inert(cell)) == cell
    assert not inert(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(CELLS)
def test_no_part_of_an_inert_cell_is_a_formula_if_a_program_splits_it(cell: str) -> None:
    """A spreadsheet of a country with decimal commas splits a file at semicolons."""
    parts = re.split(r"[;\t\r\n]", inert(cell))
    assert not any(part.startswith(("=", "+", "-", "@", "\uff1d")) for part in parts)


def test_a_formula_behind_a_semicolon_is_inert() -> None:
    eve = user(9, "eve@example.com", name="Eve;=HYPERLINK(1)")
    assert "Eve;'=HYPERLINK(1)" in exported([eve], KNOWN, TODAY)


def rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_formulas_are_inert_and_markup_is_text() -> None:
    eve = user(
        9, "eve@example.com", name="=HYPERLINK(1)", information=AccountInformation(team="<b>x</b>")
    )
    row = rows(exported([eve], KNOWN, TODAY))[0]
    assert (row["name"], row["team"]) == ("'=HYPERLINK(1)", "<b>x</b>")


def test_the_form_is_that_of_the_import() -> None:
    row = rows(exported([BOB], KNOWN, TODAY))[0]
    assert row["manager"] == "mia@example.com"
    assert (row["security_profile"], row["licences"], row["active"]) == (
        "Agent",
        "call_recording",
        "yes",
    )
    assert (row["service"], row["extension"], row["extension_id"]) == ("main", "101", "7001")
    assert (row["first_day"], row["last_day"]) == ("2026-01-01", "")


def test_of_several_extensions_todays_is_shown() -> None:
    def holds(extension: str, first: date | None, last: date | None) -> object:
        return assigned(
            extension, Assignment(user_id=BOB.id, period=Period(first_day=first, last_day=last))
        )

    past, coming = date(2026, 1, 31), date(2027, 1, 1)
    three = known(
        assignments=(
            holds("7001", None, past),
            holds("7002", coming, None),
            holds("7003", date(2026, 2, 1), None),
        )
    )
    assert rows(exported([BOB], three, TODAY))[0]["extension_id"] == "7003"
    two = known(assignments=(holds("7001", None, past), holds("7002", coming, None)))
    assert rows(exported([BOB], two, TODAY))[0]["extension_id"] == "7002"
    one = known(assignments=(holds("7001", None, past),))
    assert rows(exported([BOB], one, TODAY))[0]["extension_id"] == "7001"


LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30).filter(
    lambda text: not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
FORMULAS = st.tuples(
    st.sampled_from(["=", "+", "-", "@", "'=", "''-", "'", '"', ";", ","]), LINE
).map("".join)
TEXT = LINE | FORMULAS
NOTES = st.lists(TEXT, max_size=3).map("\n".join) | st.lists(TEXT, max_size=3).map("\r\n".join)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))
PERIODS = st.tuples(DAYS, DAYS).map(
    lambda days: Period(
        first_day=days[0], last_day=max(days[1], days[0] or date.min) if days[1] else None
    )
)
PEOPLE: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {
        "name": TEXT.map(str.strip).filter(bool),
        "security_profile": st.sampled_from([AGENT, ADMINISTRATOR]),
        "licences": st.frozensets(st.sampled_from(Licence)),
        "active": st.booleans(),
        "information": st.builds(
            AccountInformation, employee_number=TEXT, team=TEXT, site=TEXT, notes=NOTES
        ),
    }
)


@given(st.lists(st.tuples(PEOPLE, PERIODS), max_size=6), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_importing_an_export_changes_nothing(
    people: list[tuple[dict[str, object], Period]], encoding: str
) -> None:
    extensions = list(KNOWN.services[0].numbers)
    users: list[User] = [ADA]
    assignments = []
    for number, (fields, period) in enumerate(people):
        one = user(100 + number, f"+p{number}@example.com", manager=users[-1].id, **fields)
        users.append(one)
        assignments.append(assigned(extensions[number], Assignment(user_id=one.id, period=period)))
    everyone = known(users=tuple(users), assignments=tuple(assignments))
    content = exported(users, everyone, TODAY).encode(encoding)
    found = preview_of(read_users(content), everyone)
    assert (found.problems, found.added, found.changed) == ((), (), ())
    assert (found.unchanged, found.not_mentioned) == (len(users), 0)
