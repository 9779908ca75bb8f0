"""Fills in what nobody said of a live call: who rings, who answers, for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simulator.accounts.account import Account
from simulator.directory.extensions import Extension
from simulator.live.call import LivePlan
from simulator.live.model import PRESENCE_TYPES, End
from simulator.recordings.factory import CallFactory

# How many people a call is about where nobody names them
PEOPLE_OF_KIND = {
    "internal": 2,
    "transfer": 2,
    "gone": 2,
    "parked": 2,
    "queue": 3,
    "conference": 3,
}


class Planner:
    def __init__(self, account: Account, seed: int = 1) -> None:
        self._account = account
        self._factory = CallFactory(account, seed)

    def people(self) -> list[Extension]:
        """Everybody who may have a call."""
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
        queue_id: int | None = None,
        caller: End | None = None,
        **settings: object,
    ) -> LivePlan:
        """`settings` are fields of LivePlan. Raises KeyError for an unknown extension, ValueError
        where the account lacks somebody whom the kind needs, TypeError for an unknown setting."""
        plan = LivePlan(
            kind=kind,
            users=self._users(kind, extension_ids),
            caller=caller or self.caller(),
            queue=self._queue(kind, queue_id),
            menu=self._first("IvrMenu"),
        )
        return replace(plan, **settings)  # type: ignore[arg-type]

    def caller(self) -> End:
        party = self._factory.caller()
        return End(party.phone_number, party.name)

    def _users(self, kind: str, extension_ids: Sequence[int]) -> tuple[Extension, ...]:
        wanted = PEOPLE_OF_KIND.get(kind, 1)
        named = [self._account.extensions[each] for each in extension_ids]
        others = [each for each in self.people() if each not in named]
        users = (*named, *others[: max(0, wanted - len(named))])
        if len(users) < min(wanted, 2):
            raise ValueError(f"a {kind} call needs {wanted} people")
        return users

    def _queue(self, kind: str, queue_id: int | None) -> Extension | None:
        if queue_id is not None:
            return self._account.extensions[queue_id]
        found = self._first("Department")
        if found is None and kind == "queue":
            raise ValueError("the account has no call queue")
        return found

    def has_queue(self) -> bool:
        return self._first("Department") is not None

    def _first(self, type_: str) -> Extension | None:
        found = (each for each in self._account.extensions.values() if each.type == type_)
        return next(found, None)
