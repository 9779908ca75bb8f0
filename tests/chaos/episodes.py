"""Troubles of the whole account that last for a while, as a table: one line for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final, NamedTuple

from simulator.accounts.account import Account, Options

Change = Callable[[Account], AbstractContextManager[None]]
MINUTE: Final = 60.0


class Episode(NamedTuple):
    """`change` holds for `seconds`."""

    name: str
    change: Change
    seconds: float = 20 * MINUTE


def _option(name: str, value: object) -> Change:
    @contextmanager
    def change(account: Account) -> Iterator[None]:
        setattr(account.options, name, value)
        yield
        setattr(account.options, name, getattr(Options(), name))

    return change


@contextmanager
def _without_sessions(account: Account) -> Iterator[None]:
    account.tokens.revoke_all()
    yield


@contextmanager
def _without_permission(account: Account) -> Iterator[None]:
    """The role of one user loses the recordings."""
    user = account.users[-1]
    before = user.permissions
    user.permissions = tuple(each for each in before if each != "ReadCallRecordings")
    yield
    user.permissions = before


EPISODES: Final = (
    Episode("the extract is not offered", _option("extract_sync", "not_found")),
    Episode("the extract is forbidden", _option("extract_sync", "forbidden")),
    Episode("the extract has short pages", _option("extract_page", 7), 60 * MINUTE),
    Episode("all sessions end", _without_sessions),
    Episode("a user may not read recordings", _without_permission),
)
