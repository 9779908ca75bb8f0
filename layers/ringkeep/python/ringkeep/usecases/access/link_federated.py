"""Connects a person of the company's identity provider with the user who was invited at their address.

Cognito asks before it creates a profile for someone it does not know. It never may: a person's profile is
made with their invitation. So the answer is always a stop. After a new connection, the next sign-in finds the
invited profile and no longer asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from ringkeep.domain.access.federation import Arrival, ExternalIdentity, PoolProfile, SignInStop
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.clock import Clock

_NEW_FOR_SECONDS: Final = 300.0
"""Cognito asks up to three times if an answer is late, so a new connection may exist already."""


class InvitedPeople(Protocol):
    def user_id_of_email(self, email: str) -> str: ...

    def user(self, user_id: str) -> UserRecord | None: ...


class PoolProfiles(Protocol):
    def profile(self, pool_id: str, username: str) -> PoolProfile | None: ...

    def connect(self, pool_id: str, username: str, identity: ExternalIdentity) -> bool:
        """Returns False if the identity cannot be connected, because it is connected already or has a
        profile of its own."""
        ...


@dataclass(frozen=True)
class LinkFederated:
    """`trusts_addresses`: the provider's addresses count as verified although it does not say so."""

    people: InvitedPeople
    pool: PoolProfiles
    clock: Clock
    provider: str
    trusts_addresses: bool = False

    def __call__(self, pool_id: str, person: Arrival) -> SignInStop:
        """Someone whom another provider of the pool sends would be connected under an id of ours, which is
        another person's there."""
        if person.provider.lower() not in ("", self.provider.lower()):
            return SignInStop.NOT_A_USER
        if not person.email:
            return SignInStop.NO_EMAIL
        if not (person.email_is_verified or self.trusts_addresses):
            return SignInStop.EMAIL_NOT_VERIFIED
        user_id = self.people.user_id_of_email(person.email)
        record = self.people.user(user_id) if user_id else None
        if record is None or not record.user.active:
            return SignInStop.NOT_A_USER
        return self._connected(pool_id, record.user.sub, person.subject)

    def _connected(self, pool_id: str, sub: str, subject: str) -> SignInStop:
        profile = self.pool.profile(pool_id, sub) if sub else None
        if profile is None or not profile.enabled:
            return SignInStop.NOT_INVITED
        if stop := self._existing(profile, subject):
            return stop
        identity = ExternalIdentity(provider=self.provider, subject=subject)
        if self.pool.connect(pool_id, profile.username, identity):
            return SignInStop.CONNECTED
        return self._after_race(pool_id, profile.username, subject)

    def _existing(self, profile: PoolProfile, subject: str) -> SignInStop | None:
        """A second account of the same provider is not connected: it may have inherited the address."""
        present = profile.identities_at(self.provider)
        if not present:
            return None
        same = next((each for each in present if each.subject == subject), None)
        if same is None:
            lower = {each.subject.lower() for each in present}
            return (
                SignInStop.IDENTIFIER_CHANGES
                if subject.lower() in lower
                else SignInStop.OTHER_ACCOUNT
            )
        is_new = self.clock.now() - same.linked_at < _NEW_FOR_SECONDS
        return SignInStop.CONNECTED if is_new else SignInStop.IDENTIFIER_CHANGES

    def _after_race(self, pool_id: str, username: str, subject: str) -> SignInStop:
        profile = self.pool.profile(pool_id, username)
        stop = self._existing(profile, subject) if profile else None
        return stop or SignInStop.OTHER_ACCOUNT
