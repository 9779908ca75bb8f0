"""Keeps how far each user of a service sees, in one state document of the service.

The profile of a user is read once a day, a few users in one run, so that a service with many users
does not log in all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

from ringkeep.domain.accounts.reach import ServiceReach, UserReach, reach_of
from ringkeep.domain.json import JsonObject
from ringkeep.errors import (
    BadRequest,
    Conflict,
    InvalidAnswer,
    LoginFailed,
    NotFound,
    PermissionMissing,
    RingkeepError,
)
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import StateStore

ReadProfile: TypeAlias = Callable[[str], JsonObject]
"""Reads the authorization profile of the user with this label. Raises RingkeepError."""

_DAY: Final = 86400.0
_USERS_IN_ONE_RUN: Final = 3


def reach_name(service: str) -> str:
    """Returns the name of the service's state document."""
    return f"reach#{service}"


@dataclass(frozen=True)
class UserReaches:
    states: StateStore
    clock: Clock

    def of(self, service: str) -> ServiceReach:
        """Returns what was read so far, also for a removed service."""
        return self._document(service).value

    def current(self, service: str, users: Sequence[str], read: ReadProfile) -> ServiceReach:
        """Returns how far the users see, after reading the profiles that are older than a day.

        If a profile cannot be read at present, the user's last reach stays. Raises what the store
        raises.
        """
        document = self._document(service)
        due = document.value.due(users, self.clock.now() - _DAY)[:_USERS_IN_ONE_RUN]
        return self._write(document, self._read(due, read), users)

    def remember(
        self, service: str, read: Mapping[str, UserReach], users: Sequence[str]
    ) -> ServiceReach:
        """Stores what `service test` has read."""
        return self._write(self._document(service), read, users)

    def _read(self, due: Sequence[str], read: ReadProfile) -> dict[str, UserReach]:
        found: dict[str, UserReach] = {}
        for user in due:
            try:
                found[user] = reach_of(read(user), self.clock.now())
            except (BadRequest, InvalidAnswer, NotFound, PermissionMissing):
                # RingCentral does not tell: asking again today would give the same answer.
                found[user] = UserReach(read_at=self.clock.now())
            except LoginFailed:
                continue
            except RingkeepError:
                break  # the next user would wait for the same outage
        return found

    def _write(
        self,
        document: StateDocument[ServiceReach],
        read: Mapping[str, UserReach],
        users: Sequence[str],
    ) -> ServiceReach:
        """After a conflict the other worker's reading stays; it is as new as this one."""
        changed = document.value.with_users(read, users)
        if changed != document.value:
            with suppress(Conflict):
                document.put(changed)
        return changed

    def _document(self, service: str) -> StateDocument[ServiceReach]:
        return StateDocument(self.states, reach_name(service), ServiceReach)
