"""People who signed in, each with another security profile, and a fake that looks them up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.older_roles import REALTIME_VIEWER
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import (
    ADMINISTRATOR as ADMINISTRATORS,
)
from ringkeep.domain.access.profiles import (
    AGENT as AGENTS,
)
from ringkeep.domain.access.profiles import (
    EVALUATOR as EVALUATORS,
)
from ringkeep.domain.access.profiles import (
    MANAGER as MANAGERS,
)
from ringkeep.domain.access.profiles import (
    ProfileVisibility,
    SecurityProfile,
)
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.sign_in_refusals import NotAUser
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.errors import RingkeepError
from ringkeep.usecases.access.read_principal import SignedInUser

TODAY = date(2026, 11, 23)
_ACCOUNT = ("main", "809646016")
BELOW = "f" * 32
"""The user who has the extensions of a team."""


def extension(number: str, service: str = "main", account_id: str = _ACCOUNT[1]) -> Owner:
    return Owner(service, account_id, number)


def someone(
    name: str, profile: SecurityProfile, *own: Owner, team: Iterable[Owner] = ()
) -> SignedInUser:
    """Their `sub` is `u-` and the name. `team` has the extensions of the people below them."""
    user_id = (name.encode().hex() + "0" * 32)[:32]
    user = User(
        id=user_id,
        name=name,
        email=f"{name}@example.com",
        sub=f"u-{name}",
        security_profile=profile.id,
        created_at=1.0,
        changed_at=1.0,
    )
    held = tuple(UserAssignment(each, Period()) for each in own)
    record = UserRecord(user=user, assignments=held)
    sight = EVERYONE
    if profile.visibility is not ProfileVisibility.ALL:
        below = tuple(UserAssignment(each, Period()) for each in team)
        sight = Sight.of_holders({user_id: held, BELOW: below})
    return SignedInUser(UserPrincipal(user_id, name, profile.rights, sight), record, profile)


def holding(person: SignedInUser, *held: UserAssignment) -> SignedInUser:
    """Returns the person with these extensions, and seeing these alone."""
    sight = Sight.of_holders({person.record.user.id: held})
    record = person.record.model_copy(update={"assignments": held})
    return replace(person, record=record, principal=replace(person.principal, sight=sight))


def with_profile(person: SignedInUser, profile: SecurityProfile) -> SignedInUser:
    """Returns the person with other rights, who sees what they saw."""
    principal = replace(person.principal, rights=profile.rights)
    return replace(person, profile=profile, principal=principal)


ADMINISTRATOR = someone("root", ADMINISTRATORS)
SUPERVISOR = someone("mia", REALTIME_VIEWER)
"""Sees everyone's live state, and has no other right."""
MANAGER = someone("max", MANAGERS, extension("100"), team=[extension("101"), extension("102")])
AGENT = someone("ann", AGENTS, extension("101"))
UNASSIGNED = someone("new", AGENTS)
EVALUATOR = someone("eva", EVALUATORS)
EVERYBODY = (ADMINISTRATOR, SUPERVISOR, MANAGER, AGENT, UNASSIGNED, EVALUATOR)


@dataclass
class FakeToday:
    day: date = TODAY

    def __call__(self, service: str) -> date:
        return self.day


@dataclass
class FakePrincipals:
    """`people` and `failures` by `sub`. `refusals` are raised instead of NotAUser. `asked` records who was
    looked up, in order."""

    people: dict[str, SignedInUser] = field(default_factory=dict)
    failures: dict[str, RingkeepError] = field(default_factory=dict)
    refusals: dict[str, type[RingkeepError]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, *people: SignedInUser) -> FakePrincipals:
        return cls({each.sub: each for each in people})

    def put(self, person: SignedInUser) -> None:
        self.people[person.sub] = person

    def __call__(self, sub: str) -> UserPrincipal | None:
        self.asked.append(sub)
        if sub in self.failures:
            raise self.failures[sub]
        found = self.people.get(sub)
        return found.principal if found else None

    def user(self, sub: str) -> SignedInUser:
        if self(sub) is None:
            raise self.refusals.get(sub, NotAUser)
        return self.people[sub]

    def by_id(self, user_id: str) -> SignedInUser:
        found = (each for each in self.people.values() if each.record.user.id == user_id)
        person = next(found, None)
        if person is None:
            raise NotAUser
        return person
