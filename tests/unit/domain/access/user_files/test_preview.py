"""What an import would change, and whether that is still so when it is confirmed."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.user_files.preview import NotConfirmed, confirmed, preview_of
from ringkeep.domain.access.user_files.reading import read_users
from ringkeep.domain.access.user_files.records import MAX_LINES
from tests.unit.domain.access.user_files.example_files import (
    ADA,
    BOB,
    BOB_HAS_101,
    KNOWN,
    MIA,
    assigned,
    known,
    many,
    preview,
    read,
    user,
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


def test_what_was_looked_at_can_be_confirmed() -> None:
    file = read("Robert,bob@example.com,")
    shown = preview_of(file, KNOWN)
    assert confirmed(file, KNOWN, shown.fingerprint) == shown


@pytest.mark.parametrize(
    "meanwhile",
    [
        known(users=(ADA, MIA, BOB.model_copy(update={"version": 2}))),
        known(users=(ADA, MIA)),
        known(profiles={}),
        known(assignments=(assigned("7001", BOB_HAS_101, version=2),)),
    ],
    ids=["user changed", "user gone", "profiles gone", "assignment changed"],
)
def test_a_change_in_between_needs_another_look(meanwhile: Known) -> None:
    file = read(
        "Robert,bob@example.com,Manager,101", header="name,email,security_profile,extension"
    )
    shown = preview_of(file, KNOWN)
    with pytest.raises(NotConfirmed) as refusal:
        confirmed(file, meanwhile, shown.fingerprint)
    assert refusal.value.code == "preview_outdated"


def test_users_whom_the_file_does_not_mention_may_change_meanwhile() -> None:
    file = read("Robert,bob@example.com,Manager")
    shown = preview_of(file, KNOWN)
    more = known(users=(*KNOWN.users, user(9, "new@example.com")))
    assert confirmed(file, more, shown.fingerprint).changed == shown.changed


def test_another_file_cannot_be_confirmed_with_this_preview() -> None:
    shown = preview_of(read("Robert,bob@example.com,"), KNOWN)
    with pytest.raises(NotConfirmed):
        confirmed(read("Roberta,bob@example.com,"), KNOWN, shown.fingerprint)


def test_a_file_with_a_problem_changes_nothing() -> None:
    file = read("Robert,bob@example.com,", "Eve,eve,Agent")
    shown = preview_of(file, KNOWN)
    with pytest.raises(NotConfirmed) as refusal:
        confirmed(file, KNOWN, shown.fingerprint)
    assert refusal.value.code == "file_has_problems"


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
