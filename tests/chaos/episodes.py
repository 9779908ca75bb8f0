"""Troubles of the whole account that last for a while, as a table: one line for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final, NamedTuple

from simulator.accounts.account import Account, Options
from simulator.accounts.reach import Site
from simulator.recordings.endless import KINDS

Change = Callable[[Account], AbstractContextManager[None]]
MINUTE: Final = 60.0
_ODD: Final = ("huge_name", "huge_result", "deep", "deleted", "no_duration", "duration_text")


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


@contextmanager
def _one_site(account: Account) -> Iterator[None]:
    """The role of one user reaches only one site."""
    user = account.users[-1]
    some = frozenset(sorted(account.extensions)[:3])
    account.roles.limit(user, Site(some))
    yield
    account.roles.limit(user, None)


def _odd_records(kind: str) -> Change:
    """Changes the records of the newest calls for good."""

    @contextmanager
    def change(account: Account) -> Iterator[None]:
        for call in account.started(None, None)[:3]:
            account.make_odd(call.id, kind)
        yield

    return change


EPISODES: Final = (
    *(Episode(f"the log does not end: {kind}", _option("call_log_end", kind)) for kind in KINDS),
    *(Episode(f"odd records: {kind}", _odd_records(kind)) for kind in _ODD),
    Episode("a user sees one site", _one_site, 60 * MINUTE),
    Episode("the extract is not offered", _option("extract_sync", "not_found")),
    Episode("the extract is forbidden", _option("extract_sync", "forbidden")),
    Episode("the extract has short pages", _option("extract_page", 7), 60 * MINUTE),
    Episode("all sessions end", _without_sessions),
    Episode("a user may not read recordings", _without_permission),
)
