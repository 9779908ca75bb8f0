"""Names that people choose at RingCentral cannot show as another's."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.plain_text import is_plain, without_controls


@pytest.mark.parametrize(
    "mark", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2067", "\ud800"]
)
def test_a_mark_that_disguises_a_name_is_removed(mark: str) -> None:
    assert not is_plain(f"Ann{mark} Lee")
    assert without_controls(f" Ann{mark} Lee\n") == "Ann Lee"


def test_notes_may_have_lines_and_tabs() -> None:
    assert is_plain("one\n\ttwo\r\n")


def test_other_names_stay_as_they_are() -> None:
    assert without_controls("Zoë Müller-Ångström 李") == "Zoë Müller-Ångström 李"
