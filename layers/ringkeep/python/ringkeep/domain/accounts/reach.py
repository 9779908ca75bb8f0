"""How far the users of a service see, read from their authorization profiles.

A role can be limited to a site, a group of users or the user's own calls. The same request by two
users of one account may then have different answers: a list, a sync token and a "not found" hold for
the user who asked. Source: RingCentral's API reference, authorization profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from pydantic import Field

from ringkeep.domain.json import JsonObject, JsonValue, list_of, nested, objects_of, text_of
from ringkeep.domain.model import Model

_CALL_LOG: Final = "fullcompanycalllog"
_OWN_CALL_LOG: Final = "readcalllog"
_RECORDINGS: Final = frozenset({"readcallrecording", "callrecording"})
_EVERYTHING: Final = frozenset({"account", "allextensions"})
_BY_ROLE: Final = "rolebased"
_A_PART: Final = frozenset({"self", "userextensions", "nonuserextensions"})
_WHOLE_DOMAINS: Final = frozenset({"account", "allextensions", "company", "~"})
_ACCOUNT_IN_URI: Final = re.compile(r"/account/(\d+)(?:/|$)")
_LONGEST_DOMAIN: Final = 64


class Reach(StrEnum):
    """`unknown`: the profile does not say, or says it in words that this program does not know."""

    COMPANY = "company"
    UNKNOWN = "unknown"
    LIMITED = "limited"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS: Final = {Reach.COMPANY: 2, Reach.UNKNOWN: 1, Reach.LIMITED: 0}


class UserReach(Model):
    """How far one user sees. `domain` is the part of the company that a limited role names, empty if
    it names none. `read_at` in epoch seconds, 0: never."""

    call_log: Reach = Reach.UNKNOWN
    recordings: Reach = Reach.UNKNOWN
    domain: str = ""
    read_at: float = 0.0

    @property
    def company(self) -> Reach:
        """Both permissions together: a record may leave out a recording that the user may not see."""
        return min((self.call_log, self.recordings), key=_rank)

    @property
    def sees_company(self) -> bool:
        return self.company is Reach.COMPANY

    @property
    def order(self) -> tuple[int, int]:
        """The greater, the better for reading lists."""
        return self.company.rank, self.call_log.rank


class Reader(Model):
    """The user who reads a list, and how far they saw when they began. An empty label: not known, as
    in places that were written before users were kept."""

    user: str = ""
    reach: Reach = Reach.UNKNOWN


class ServiceReach(Model):
    """How far each user of a service sees, by the user's label."""

    users: Mapping[str, UserReach] = Field(default_factory=dict)

    def of(self, user: str) -> UserReach:
        return self.users.get(user, UserReach())

    def sees_company(self, user: str) -> bool:
        return self.of(user).sees_company

    def best(self, users: Sequence[str]) -> str:
        """Returns the user who reads lists: one who is known to see the whole company, otherwise
        always the same one. Of equal users it is the first."""
        return max(users, key=lambda user: self.of(user).order)

    def reader(self, users: Sequence[str]) -> Reader:
        return self._reader(self.best(users))

    def continued(self, reader: Reader, users: Sequence[str]) -> Reader | None:
        """Returns the reader as they see now, or None if what they began must begin again: they were
        removed, another user sees more, or they see more themselves than when they began."""
        if not reader.user:
            return self.reader(users) if len(users) == 1 else None
        now, best = self._reader(reader.user), self.best(users)
        is_best = reader.user in users and self.of(reader.user).order >= self.of(best).order
        return now if is_best and now.reach.rank <= reader.reach.rank else None

    def _reader(self, user: str) -> Reader:
        return Reader(user=user, reach=self.of(user).company)

    def due(self, users: Sequence[str], before: float) -> list[str]:
        """Returns the users whose profile was last read before a time, the longest ago first."""
        old = (user for user in users if self.of(user).read_at < before)
        return sorted(old, key=lambda user: self.of(user).read_at)

    def with_users(self, read: Mapping[str, UserReach], users: Sequence[str]) -> ServiceReach:
        """Adds what was read, and drops users who no longer belong to the service."""
        known = {**self.users, **read}
        return ServiceReach(users={user: known[user] for user in users if user in known})

    @property
    def limited_users(self) -> tuple[str, ...]:
        return tuple(user for user in self.users if self.of(user).company is Reach.LIMITED)

    @property
    def partial(self) -> bool:
        """Whether the users together see only a part of the company: each of them is limited."""
        return bool(self.users) and len(self.limited_users) == len(self.users)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What an administrator must know. Empty if every user sees the whole company."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterable[str]:
        if self.partial:
            users = _listed(self.limited_users)
            yield (
                "No user of this service sees the whole company. Only the calls that"
                f" {users} can see will be found: all other recordings are missed. Give one user a"
                " role that reaches all sites, with the full company call log and all recordings."
            )
        for user in self.users:
            yield from self._about(user)

    def _about(self, user: str) -> Iterable[str]:
        reach = self.of(user)
        if reach.company is Reach.LIMITED:
            where = f": the role reaches only {reach.domain}" if reach.domain else ""
            yield f"{user} does not see the whole company{where}. {self._consequence}"
        if reach.company is Reach.UNKNOWN:
            yield f"RingCentral does not say whether {user} sees the whole company."

    @property
    def _consequence(self) -> str:
        seeing = [user for user in self.users if self.sees_company(user)]
        if seeing:
            return f"Calls are found as {seeing[0]}; this user only downloads recordings."
        return "The calls that this user sees are all that will be found as this user."


def _listed(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def reach_of(profile: JsonObject, read_at: float = 0.0) -> UserReach:
    """Reads an authorization profile. A profile without scopes leaves everything unknown."""
    account_id = _ACCOUNT_IN_URI.search(text_of(profile.get("uri")))
    company = _WHOLE_DOMAINS | ({account_id.group(1)} if account_id else frozenset())
    permissions = objects_of(profile.get("permissions"))
    log = [each for each in permissions if _id_of(each) == _CALL_LOG]
    own_log = [each for each in permissions if _id_of(each) == _OWN_CALL_LOG]
    recordings = [each for each in permissions if _id_of(each) in _RECORDINGS]
    all_read = (*log, *recordings, *own_log)
    limited = (each for each in all_read if _reach(each, company) is Reach.LIMITED)
    return UserReach(
        call_log=_furthest(log, company) if log else _at_most_unknown(own_log, company),
        recordings=_furthest(recordings, company),
        domain=next((name for name in map(_domain, limited) if name), ""),
        read_at=read_at,
    )


def _at_most_unknown(permissions: Sequence[JsonObject], company: frozenset[str]) -> Reach:
    """Without the full company call log, nothing proves that the user sees every call."""
    return min((_furthest(permissions, company), Reach.UNKNOWN), key=_rank)


def _furthest(permissions: Sequence[JsonObject], company: frozenset[str]) -> Reach:
    """A user may hold the same permission by several roles."""
    reaches = (_reach(each, company) for each in permissions)
    return max(reaches, key=_rank, default=Reach.UNKNOWN)


def _reach(permission: JsonObject, company: frozenset[str]) -> Reach:
    domain = _plain(_domain(permission))
    scopes = [_plain(each) for each in list_of(permission.get("scopes"))]
    reaches = (_scope_reach(scope, domain, company) for scope in scopes)
    return max(reaches, key=_rank, default=Reach.UNKNOWN)


def _scope_reach(scope: str, domain: str, company: frozenset[str]) -> Reach:
    if scope in _EVERYTHING:
        return Reach.LIMITED if "site" in domain else Reach.COMPANY
    if scope == _BY_ROLE and domain:
        return Reach.COMPANY if domain in company else Reach.LIMITED
    return Reach.LIMITED if scope in _A_PART else Reach.UNKNOWN


def _id_of(permission: JsonObject) -> str:
    return _plain(nested(permission, "permission", "id")).removesuffix("s")


def _domain(permission: JsonObject) -> str:
    return text_of(nested(permission, "effectiveRole", "domain"))[:_LONGEST_DOMAIN]


def _plain(value: JsonValue) -> str:
    """The words of an open list in one spelling."""
    return re.sub(r"\s", "", text_of(value)).lower()


def _rank(reach: Reach) -> int:
    return reach.rank
