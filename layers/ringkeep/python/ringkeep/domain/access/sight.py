"""Whose calls a person may see: everyone's, or those of certain users while they have an extension.

    sight = Sight.of_users({"ann", "ben"}, assignments)
    sight.sees(owner, day)              the extension belonged to Ann or Ben on that day
    sight.sees_any(owners_on)           a recording: they see one of its owners
    sight.now(today)                    the Realtime page: who sees the same gets the same page

A day is a day in the time zone of the extension's service. An extension that no user had on a day,
and a recording without an owner, is seen only by someone who sees everyone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple, Self, TypeAlias

from ringkeep.domain.access.assignments import ExtensionAssignments, UserAssignment
from ringkeep.domain.access.manager_tree import ManagerTree
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import ProfileVisibility
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef

Today: TypeAlias = Callable[[str], date]
"""Returns the present day in the time zone of the service with this name."""


class OwnerOn(NamedTuple):
    """An extension that took part in a call, and the day on which it did."""

    owner: Owner
    day: date


class CurrentSight(NamedTuple):
    """Which extensions a person may see today. It is the key by which equal pages are shared."""

    everyone: bool
    owners: frozenset[Owner] = frozenset()

    def sees(self, owner: Owner) -> bool:
        return self.everyone or owner in self.owners

    def sees_account(self, account: AccountRef) -> bool:
        """Whether any extension of the account may be visible."""
        return self.everyone or any(owner.account == account for owner in self.owners)


@dataclass(frozen=True)
class Sight:
    """`periods` says when each extension belonged to one of the `users`. Both are empty, and mean
    nothing, for someone who sees everyone."""

    everyone: bool = False
    users: frozenset[str] = frozenset()
    periods: Mapping[Owner, tuple[Period, ...]] = field(default_factory=dict)

    @classmethod
    def of_users(cls, users: Iterable[str], assignments: Iterable[ExtensionAssignments]) -> Self:
        seen = frozenset(users)
        periods = {each.extension: _periods(each, seen) for each in assignments}
        return cls(users=seen, periods={owner: found for owner, found in periods.items() if found})

    @classmethod
    def of_holders(cls, holders: Mapping[str, Iterable[UserAssignment]]) -> Self:
        """Returns the sight of someone who sees these users, each with all of their assignments."""
        found: dict[Owner, list[Period]] = {}
        for held in chain.from_iterable(holders.values()):
            found.setdefault(held.extension, []).append(held.period)
        periods = {owner: _in_order(each) for owner, each in found.items()}
        return cls(users=frozenset(holders), periods=periods)

    def sees(self, owner: Owner, day: date) -> bool:
        """Whether they may see what the extension did on that day."""
        return self.everyone or any(each.covers(day) for each in self.periods.get(owner, ()))

    def sees_any(self, owners: Iterable[OwnerOn]) -> bool:
        """Whether they may see a recording in which these extensions took part."""
        return self.everyone or any(self.sees(owner, day) for owner, day in owners)

    def sees_user(self, user_id: str) -> bool:
        return self.everyone or user_id in self.users

    def now(self, today: Today) -> CurrentSight:
        """Returns what they may see of the calls of this moment."""
        if self.everyone:
            return CurrentSight(everyone=True)
        owners = (owner for owner in self.periods if self.sees(owner, today(owner.service)))
        return CurrentSight(everyone=False, owners=frozenset(owners))

    @cached_property
    def services(self) -> tuple[str, ...]:
        """The services of the extensions, on whose days `now` depends."""
        return tuple(sorted({owner.service for owner in self.periods}))

    @cached_property
    def fingerprint(self) -> str:
        """Equal for people who see the same. It does not depend on the process."""
        if self.everyone:
            return "everyone"
        lines = [*sorted(self.users), *sorted(map(_line, self.periods.items()))]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]

    def __hash__(self) -> int:
        return hash(self.fingerprint)


EVERYONE = Sight(everyone=True)
NO_ONE = Sight()


def visible_users(
    visibility: ProfileVisibility, user_id: str, tree: ManagerTree
) -> frozenset[str] | None:
    """Returns the ids of the users whom a user with this visibility sees, None for everyone."""
    if visibility is ProfileVisibility.ALL:
        return None
    team = tree.team(user_id) if visibility is ProfileVisibility.TEAM else frozenset()
    return team | {user_id}


def _periods(extension: ExtensionAssignments, users: frozenset[str]) -> tuple[Period, ...]:
    found = (each.period for each in extension.assignments if each.user_id in users)
    return _in_order(found)


def _in_order(periods: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(sorted(periods, key=lambda each: each.first_day or date.min))


def _line(entry: tuple[Owner, tuple[Period, ...]]) -> str:
    owner, periods = entry
    return repr((tuple(owner), [(str(each.first_day), str(each.last_day)) for each in periods]))
