"""A user pool that ignores upper and lower case finds a person by every spelling of their address."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

Pool = dict[str, Any]
Found = tuple[dict[str, Any] | None, Any]


def ignore_case() -> None:
    """MiniStack stores UsernameConfiguration and compares letter by letter nevertheless.

    Raises RuntimeError if it knows the setting by now: then remove the patch.
    """
    from ministack.services import cognito

    exact: Callable[[Pool, str], Found] = cognito._resolve_user
    if "CaseSensitive" in inspect.getsource(cognito):
        raise RuntimeError("MiniStack ignores case by itself now: remove the patch")

    def resolve(pool: Pool, username: str) -> Found:
        found = exact(pool, username)
        if found[0] is not None or not ignores_case(pool):
            return found
        same = (name for name in names_of(pool) if name.lower() == str(username).lower())
        return exact(pool, next(same, username))

    cognito._resolve_user = resolve


def ignores_case(pool: Pool) -> bool:
    sensitive = pool.get("UsernameConfiguration", {}).get("CaseSensitive", True)
    return str(sensitive).lower() == "false"


def names_of(pool: Pool) -> Iterator[str]:
    """Yields the name of each user, and the attributes that stand for it."""
    for user in pool["_users"].values():
        yield user["Username"]
        for attribute in user.get("Attributes", []):
            if attribute["Name"] in pool.get("UsernameAttributes", []):
                yield attribute["Value"]
