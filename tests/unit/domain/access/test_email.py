"""Two spellings of an e-mail address are one person."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.email import normalised_email


@pytest.mark.parametrize("text", ["you@example.com", "You@Example.COM", " you@example.com\n"])
def test_case_and_spaces_do_not_count(text: str) -> None:
    assert normalised_email(text) == "you@example.com"


@pytest.mark.parametrize("text", ["y.ou@example.com", "you+a@example.com", "straße@example.com"])
def test_nothing_else_is_folded(text: str) -> None:
    assert normalised_email(text) == text
