"""Chooses the user who reads the lists of a service, by how far each user sees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from ringkeep.domain.accounts.reach import Reach, Reader, ServiceReach, UserReach
from ringkeep.usecases.accounts.user_reach import ReadProfile, UserReaches
from ringkeep.usecases.clock import Clock

_KNOWN_SECONDS: Final = 7 * 86400.0
"""A reach that could not be read again for longer than this proves nothing."""


class Readers:
    """The users of one service, by label. Without `reaches`, nothing is known about them."""

    def __init__(
        self, service: str, users: Sequence[str], reaches: UserReaches | None, clock: Clock
    ) -> None:
        self._service = service
        self._users = users
        self._reaches = reaches
        self._clock = clock
        self._reach: ServiceReach | None = None

    @property
    def reach(self) -> ServiceReach:
        """How far each user sees, as it was last read."""
        if self._reach is None:
            self._reach = self._reaches.of(self._service) if self._reaches else ServiceReach()
        return self._reach

    def refresh(self, read: ReadProfile) -> None:
        """Reads the profiles that are older than a day. Call it before `user` is used: it may then be
        another one."""
        if self._reaches is not None:
            self._reach = self._reaches.current(self._service, self._users, read)

    @cached_property
    def user(self) -> str:
        """The user who reads lists and records, the same for the life of this object."""
        return self.reach.best(self._users) if len(self._users) > 1 else self._users[0]

    @property
    def reader(self) -> Reader:
        return self.reach.reader((self.user,))

    def continued(self, reader: Reader) -> Reader | None:
        return self.reach.continued(reader, self._users)

    def sees_company(self) -> bool:
        reach = self.reach.of(self.user)
        return reach.sees_company and self._clock.now() - reach.read_at < _KNOWN_SECONDS

    def sees_part(self) -> bool:
        return self.reach.of(self.user).company is Reach.LIMITED

    def for_every_recording(self, refused: str) -> str | None:
        """Returns a user who may download what the refused user may not, None if there is none. If no
        user may download every recording, it is the one who reads the lists: the recording was found
        as them."""
        reach = self.reach.of(refused).recordings
        if reach is Reach.COMPANY:
            return None
        others = [user for user in self._users if user != refused]
        company = (user for user in others if self.reach.of(user).recordings is Reach.COMPANY)
        found_it = self.user if reach is Reach.LIMITED and self.user != refused else None
        return next(company, found_it)

    def login_failed(self, failed: str) -> None:
        """Lets another user who sees the company read the lists from the next run on. Until the next
        day, or until `service test` succeeds, nothing is known about the user who cannot log in, or
        whose token is refused for the lists."""
        others = (user for user in self._users if user != failed)
        if self._reaches is not None and any(self.reach.sees_company(user) for user in others):
            read_now = UserReach(read_at=self._clock.now())
            self._reaches.remember(self._service, {failed: read_now}, self._users)
