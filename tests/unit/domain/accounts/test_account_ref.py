"""The reference to an account of a service, and how the tables' keys spell it."""

from __future__ import annotations

from ringkeep.domain.accounts.account_ref import AccountRef


def test_the_key_names_the_service_first() -> None:
    assert AccountRef("main", "809646016").key == "main#809646016"


def test_the_same_account_of_another_service_is_another_reference() -> None:
    assert len({AccountRef("main", "1"), AccountRef("main", "1"), AccountRef("other", "1")}) == 2
