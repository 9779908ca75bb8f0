"""What an import would change."""

from __future__ import annotations

from datetime import date

from ringkeep.domain.access.assignments import Assignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.user_files.preview import preview_of
from ringkeep.domain.access.user_files.reading import read_users
from ringkeep.domain.access.user_files.records import MAX_LINES
from tests.unit.domain.access.user_files.example_files import (
    BOB,
    KNOWN,
    MIA,
    assigned,
    known,
    many,
    preview,
)

TEAM = "name,email,team"
WITH_EXTENSION = "name,email,extension,first_day,last_day"


def changes(found_line: str, header: str, known: Known = KNOWN) -> dict[str, tuple[str, str]]:
    found = preview(found_line, header=header, known=known)
    assert found.problems == ()
    return {each.field: (each.before, each.after) for one in found.changed for each in one.changes}


def test_added_changed_unchanged_and_not_mentioned() -> None:
    found = preview(
        "Eve,eve@example.com,Agent", "Robert,bob@example.com,", "Mia,MIA@example.com,manager"
    )
    assert [each.email for each in found.added] == ["eve@example.com"]
    assert [(each.user_id, each.line) for each in found.changed] == [(BOB.id, 3)]
    assert (found.unchanged, found.not_mentioned) == (1, 1)


def test_changes_have_before_and_after() -> None:
    assert changes("Bob,bob@example.com,Support", TEAM) == {"team": ("Sales", "Support")}


def test_a_column_that_is_not_there_leaves_its_field_and_an_empty_cell_empties_it() -> None:
    assert changes("Bob,bob@example.com,", TEAM) == {"team": ("Sales", "")}
    assert preview("Bob,bob@example.com", header="name,email").unchanged == 1
    cleared = changes("Bob,bob@example.com,,", "name,email,manager,licences")
    assert cleared == {"manager": (MIA.email, ""), "licences": ("call_recording", "")}


def test_neither_an_empty_profile_nor_an_empty_active_changes_anything() -> None:
    assert (
        preview("Bob,bob@example.com,,", header="name,email,security_profile,active").unchanged == 1
    )


def test_a_new_last_day_of_an_extension() -> None:
    found = changes("Bob,bob@example.com,101,2026-01-01,2026-11-30", WITH_EXTENSION)
    before = "main 101 (id 7001), from 2026-01-01, to further notice"
    after = "main 101 (id 7001), from 2026-01-01, to 2026-11-30"
    assert found == {"extension": (before, after)}


def test_days_without_a_column_stay() -> None:
    assert preview("Bob,bob@example.com,101", header="name,email,extension").unchanged == 1


def test_another_extension_is_added_and_the_first_one_stays() -> None:
    found = changes("Bob,bob@example.com,102,2026-12-01,", WITH_EXTENSION)
    assert found["extension"] == ("", "main 102 (id 7002), from 2026-12-01, to further notice")


def test_markup_in_names_is_shown_as_it_is() -> None:
    assert preview("<b>Eve</b>,eve@example.com,Agent").added[0].name == "<b>Eve</b>"


def test_of_two_periods_on_one_extension_the_file_means_the_one_on_the_same_days() -> None:
    again = Assignment(user_id=BOB.id, period=Period(first_day=date(2026, 3, 1)))
    january = Period(first_day=date(2026, 1, 1), last_day=date(2026, 1, 31))
    twice = known(
        assignments=(assigned("7001", again, Assignment(user_id=BOB.id, period=january)),)
    )
    same = preview("Bob,bob@example.com,101,2026-03-01,", header=WITH_EXTENSION, known=twice)
    assert same.unchanged == 1
    found = changes("Bob,bob@example.com,101,2026-03-01,2026-12-31", WITH_EXTENSION, twice)
    assert found["extension"][0].endswith("from 2026-03-01, to further notice")


def test_ten_thousand_lines_of_which_three_are_wrong() -> None:
    wrong = [
        (9, "Ada,,Agent"),
        (77, "Ada,ada@example.com,Pilot"),
        (4000, "P,person2@example.com,Agent"),
    ]
    found = preview_of(read_users(many(MAX_LINES, wrong)), KNOWN)
    assert [(each.line, each.code) for each in found.problems] == [
        (9, "empty_cell"),
        (77, "unknown_profile"),
        (4000, "repeated_email"),
    ]


def test_a_sentence_names_a_bounded_number_of_profiles() -> None:
    """A file of 10,000 lines may need the sentence in each of them."""
    many = known(profiles={f"p{number:03}": f"Profile {number:03}" for number in range(200)})
    file = read_users(b"name,email,security_profile\r\nAnn,ann@example.com,none\r\n")
    (problem,) = preview_of(file, many).problems
    assert problem.code == "unknown_profile"
    assert len(problem.sentence) < 1_000
