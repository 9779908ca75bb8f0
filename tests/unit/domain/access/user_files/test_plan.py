"""The plan of an import, and what it says about changes after the preview."""

from __future__ import annotations

from datetime import date

from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_files.plan import (
    FIELDS,
    ChangedSincePreview,
    ImportPlan,
    changed_by_others,
    changed_fields,
    plan_of,
)
from ringkeep.domain.access.user_files.preview import preview_of
from ringkeep.domain.access.user_files.targets import targets_of
from ringkeep.domain.access.users import AccountInformation, User
from tests.unit.domain.access.user_files.example_files import BOB, KNOWN, MIA, read

HEADER = "name,email,security_profile,extension,first_day,last_day,manager"


def plan(*lines: str) -> ImportPlan:
    file = read(*lines, header=HEADER)
    targets, _ = targets_of(file.lines, KNOWN)
    return plan_of(targets, preview_of(file, KNOWN), KNOWN)


def test_lines_are_in_the_order_of_writing_with_what_they_replace() -> None:
    found = plan(
        "Eve,eve@example.com,Agent,101,2026-12-01,,mia@example.com",
        "Bob,bob@example.com,,101,2026-01-01,2026-11-30,mia@example.com",
        "Mia,mia@example.com,,,,,ada@example.com",
    )
    assert [each.target.line.line for each in found.lines] == [4, 3, 2]
    assert [each.changes for each in found.lines] == [False, True, True]
    since_january = Period(first_day=date(2026, 1, 1))
    assert [each.replaced for each in found.lines] == [None, since_january, None]


def test_a_plan_is_read_as_it_was_stored() -> None:
    found = plan("Bob,bob@example.com,Manager,101,2026-01-01,2026-11-30,")
    assert ImportPlan.model_validate_json(found.model_dump_json(exclude_defaults=True)) == found


def test_every_field_of_a_file_is_compared() -> None:
    """A field that a file can change later must be here, or an import would overwrite it unseen."""
    kept = {"id", "email", "sub", "created_at", "changed_at", "version", "information"}
    kept |= {"recorded_until"}  # follows from the others
    assert set(FIELDS) == set(User.model_fields) - kept | set(AccountInformation.model_fields)


def test_changes_of_others_are_named_by_field() -> None:
    renamed = BOB.model_copy(update={"name": "Bobby", "sub": "s-1", "version": 9})
    moved = BOB.model_copy(update={"information": AccountInformation(team="Support")})
    assert changed_fields(BOB, renamed) == ("name",)
    assert changed_fields(BOB, moved) == ("employee_number", "team")
    assert changed_fields(None, BOB) == FIELDS
    assert changed_by_others(BOB, renamed, ["name", "team"]) == ["name"]
    assert changed_by_others(None, MIA, ["name"]) == ["name"]
    assert changed_by_others(None, None, FIELDS) == []
    assert "employee number, team" in str(ChangedSincePreview(("employee_number", "team")))
