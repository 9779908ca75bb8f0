"""What has to be done so that the user pool agrees with a user of the people table.

A change of a user writes a task in its own transaction. A task says only that the pool may differ:
what has to be done is decided when it is done, from the user and the pool as they then are. So it does
no harm to do a task twice, and one task is enough for several changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from ringkeep.domain.access.emails import normalised_email
from ringkeep.domain.access.users import User, UserId
from ringkeep.domain.model import Model

_FIRST_DELAY: Final = 120.0
"""In seconds. Longer than a function works on a task."""
_LONGEST_DELAY: Final = 3_600.0
_DAY: Final = 86_400.0
PAUSE: Final = 300.0
"""Seconds between two invitations of one person: a second click sends no second e-mail."""
_MAIL_DAY_BEGINS: Final = 9 * 3_600.0 + 300.0
"""In seconds after midnight UTC. Cognito's count of a day's e-mails begins again at 09:00."""


class PoolUser(Model):
    """A user of the user pool. `email` is spelled as the pool has it. `signed_in`: they have chosen
    their own password. `verified`: the pool holds the address to be theirs."""

    username: str
    sub: str = ""
    email: str
    enabled: bool
    signed_in: bool
    verified: bool = True


class InvitationState(StrEnum):
    NONE = "none"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SIGNED_IN = "signed_in"


class Invitation(Model):
    """`email` is the address that it went to. `detail` is a sentence that says what to do about a failed
    or waiting one."""

    state: InvitationState = InvitationState.NONE
    at: float = 0.0
    detail: str = ""
    email: str = ""

    def again_at(self, email: str) -> float:
        """Returns when someone may be invited again at the address, in seconds since the epoch."""
        waits = self.state in (InvitationState.QUEUED, InvitationState.SENT)
        return self.at + PAUSE if waits and self.email in ("", email) else 0.0


class PoolReason(StrEnum):
    """Why the pool may differ."""

    ADDED = "added"
    ACTIVE = "active"
    EMAIL = "email"
    INVITED = "invited"


class PoolTask(Model):
    """`change` is the id of the audit entry of the latest change. `due_at` is in seconds since the epoch.
    `invite`: an invitation has to be sent."""

    user_id: UserId
    change: str
    due_at: float
    tries: int = 0
    invite: bool = False
    reason: PoolReason = PoolReason.ADDED

    @property
    def revision(self) -> str:
        """Differs after each change, and after each process that has taken the task."""
        return f"{self.change}#{self.tries}"

    def claimed(self, now: float) -> PoolTask:
        """Returns the task as the process that takes it stores it. If that process ends without having
        done the task, it is due again after a delay."""
        delay = min(_FIRST_DELAY * 2.0 ** min(self.tries, 10), _LONGEST_DELAY)
        return self.model_copy(update={"due_at": now + delay, "tries": self.tries + 1})

    def postponed(self, until: float) -> PoolTask:
        return self.model_copy(update={"due_at": until})

    def after(self, pending: PoolTask | None) -> PoolTask:
        """Returns this task as it replaces one that is not done yet."""
        if pending is None:
            return self
        return self.model_copy(update={"invite": self.invite or pending.invite})


class PoolStep(StrEnum):
    """In the order in which they are done: those that send e-mail are last, since they may have to wait
    for a day."""

    DISABLE = "disable"
    ENABLE = "enable"
    CHANGE_EMAIL = "change_email"
    CREATE = "create"
    SEND_AGAIN = "send_again"


def reason_of_change(before: User | None, after: User, *, invite: bool) -> PoolReason | None:
    """Returns why the pool may differ after the change, None if it does not."""
    if before is None:
        return PoolReason.ADDED if invite else None
    if before.active != after.active:
        return PoolReason.ACTIVE
    if before.email != after.email:
        return PoolReason.EMAIL
    return PoolReason.INVITED if invite else None


def pool_steps(user: User, found: PoolUser | None, *, invite: bool) -> tuple[PoolStep, ...]:
    """Returns what makes the pool agree. A deactivated user is signed out everywhere each time: the
    process before may have ended between the two requests."""
    return tuple(_steps(user, found, invite=user.active and invite))


def _steps(user: User, found: PoolUser | None, *, invite: bool) -> Iterator[PoolStep]:
    if found is None:
        if invite:
            yield PoolStep.CREATE
        return
    if not user.active:
        yield PoolStep.DISABLE
    elif not found.enabled:
        yield PoolStep.ENABLE
    if normalised_email(found.email) != user.email:
        yield PoolStep.CHANGE_EMAIL
    if invite and not found.signed_in:
        yield PoolStep.SEND_AGAIN


def wants_invitation(task: PoolTask, known: Invitation, user: User) -> bool:
    """Whether someone who has not signed in yet gets an invitation: one was asked for, or waits since
    before the user was deactivated, or went to another address."""
    ended = known.state in (InvitationState.SENT, InvitationState.FAILED)
    elsewhere = ended and known.email not in ("", user.email)
    return task.invite or known.state is InvitationState.QUEUED or elsewhere


def mail_resumes_at(now: float) -> float:
    """Returns when Cognito may send e-mail again, after it has refused to send more on this day."""
    day = now // _DAY * _DAY
    today = day + _MAIL_DAY_BEGINS
    return today if now < today else today + _DAY
