"""Of an unexpected error only its class and its stack frames are logged."""

from __future__ import annotations

import pytest

from ringkeep.errors import StorageFailed
from ringkeep.failures import Bug, reported

SECRET = "5up3r-s3cret"


def fail_with(error: Exception) -> None:
    def fail() -> None:
        raise error

    reported("api", fail)


def test_the_message_of_a_bug_is_neither_logged_nor_raised(logged: list[str]) -> None:
    with pytest.raises(Bug) as raised:
        fail_with(KeyError(SECRET))
    assert SECRET not in f"{raised.value!r} {raised.value} {logged}"
    assert raised.value.__cause__ is raised.value.__context__ is None


def test_a_bug_keeps_the_name_of_its_class(logged: list[str]) -> None:
    """The state machines write it on the recording's row."""
    with pytest.raises(Bug) as raised:
        fail_with(KeyError(SECRET))
    assert type(raised.value).__name__ == "KeyError"
    assert "KeyError" in logged[0]
    assert "test_failures.py" in logged[0]


def test_an_error_of_our_own_is_logged_and_raised_as_it_is(logged: list[str]) -> None:
    with pytest.raises(StorageFailed, match="the table is missing"):
        fail_with(StorageFailed("the table is missing"))
    assert "the table is missing" in logged[0]
