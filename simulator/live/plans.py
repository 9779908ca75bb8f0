"""Fills in what a request for a live call leaves out: caller, users, queue, menu."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.accounts.account import Account
from simulator.directory.extensions import Extension
from simulator.live.call import LivePlan
from simulator.live.model import PRESENCE_TYPES, End
from simulator.recordings.factory import CallFactory

# How many users a call involves if the request does not name them
USERS_NEEDED = {
    "internal": 2,
    "transfer": 2,
    "attended_transfer": 2,
    "parked": 2,
    "queue": 3,
    "conference": 3,
}


class Planner:
    def __init__(self, account: Account, seed: int = 1) -> None:
        self._account = account
        self._factory = CallFactory(account, seed)

    def users(self) -> list[Extension]:
        """Returns all users who may have a call."""
        return [
            each
            for each in self._account.extensions.values()
            if each.type in PRESENCE_TYPES and each.status == "Enabled" and each.number
        ]

    def plan(
        self,
        kind: str = "direct",
        extension_ids: Sequence[int] = (),
        *,
        ring: float = 3,
        talk: float = 20,
        hold: float = 5,
        recorded: bool = True,
        by_hand: bool = False,
    ) -> LivePlan:
        """Raises KeyError for an unknown extension, ValueError for too few users or no queue."""
        queue = self._first("Department")
        if kind == "queue" and queue is None:
            raise ValueError("the account has no call queue")
        caller = self._factory.caller()
        return LivePlan(
            kind=kind,
            users=self._choose_users(kind, extension_ids),
            caller=End(caller.phone_number, caller.name),
            ring=ring,
            talk=talk,
            hold=hold,
            recorded=recorded,
            queue=queue,
            menu=self._first("IvrMenu"),
            by_hand=by_hand,
        )

    def has_queue(self) -> bool:
        return self._first("Department") is not None

    def _choose_users(self, kind: str, extension_ids: Sequence[int]) -> tuple[Extension, ...]:
        needed = USERS_NEEDED.get(kind, 1)
        named = [self._account.extensions[each] for each in extension_ids]
        others = [each for each in self.users() if each not in named]
        users = (*named, *others[: max(0, needed - len(named))])
        if len(users) < min(needed, 2):
            raise ValueError(f"a {kind} call needs {needed} users")
        return users

    def _first(self, type_: str) -> Extension | None:
        found = (each for each in self._account.extensions.values() if each.type == type_)
        return next(found, None)
