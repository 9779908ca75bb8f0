"""A user is a person of the quality system. Cognito proves who someone is; what they may do is here."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from ringkeep.domain.model import Model

UserId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""Random, given by us. It never changes and is never used again."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
UserName = Annotated[Text, Field(min_length=1)]
Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class Licence(StrEnum):
    CALL_RECORDING = "call_recording"
    EVALUATION = "evaluation"


class AccountInformation(Model):
    employee_number: Text = ""
    team: Text = ""
    site: Text = ""
    notes: Notes = ""


class User(Model):
    """`version` grows with every change. `manager` is the id of another user, empty for none. `sub` is
    the person's id in the user pool, empty until they are invited. Times are seconds since the epoch."""

    id: UserId
    name: UserName
    email: str
    """In lower case."""
    sub: str = ""
    information: AccountInformation = AccountInformation()
    manager: str = ""
    security_profile: str
    """The id of a security profile."""
    licences: frozenset[Licence] = frozenset()
    active: bool = True
    recorded_until: float = 0.0
    """When they last lost the licence for Call Recording, or were deactivated; 0 if they never did. A
    call that began earlier is still imported when it is found later."""
    created_at: float
    changed_at: float
    version: int = 1

    @property
    def is_recorded(self) -> bool:
        """Whether their calls are imported where a service imports only those of licensed users."""
        return self.active and Licence.CALL_RECORDING in self.licences

    def is_recorded_at(self, moment: float) -> bool:
        """Whether the licence counts for a call that began at the moment: they have it now, or they lost
        it later than that."""
        return self.is_recorded or moment < self.recorded_until

    def changed(self, now: float, **fields: object) -> Self:
        """Returns the next version, with the changed fields."""
        stamp = {"changed_at": now, "version": self.version + 1}
        user = self.model_copy(update={**fields, **stamp})
        if self.is_recorded and not user.is_recorded:
            return user.model_copy(update={"recorded_until": now})
        return user
