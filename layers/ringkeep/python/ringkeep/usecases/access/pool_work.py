"""Makes the user pool agree with the users: creates, invites, enables, disables, and changes addresses.

Each task is claimed first, so that two processes at once send one e-mail. A process that ends in the
middle leaves the task, which is due again after a delay. Tasks without e-mail come first: they end
someone's access, and never wait for Cognito's daily limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from ringkeep.domain.access.emails import normalised_email
from ringkeep.domain.access.pool_tasks import (
    Invitation,
    InvitationState,
    PoolStep,
    PoolTask,
    PoolUser,
    mail_resumes_at,
    pool_steps,
    wants_invitation,
)
from ringkeep.domain.access.users import User
from ringkeep.domain.model import Model
from ringkeep.errors import Conflict, MailLimitReached, PoolRefused, RingkeepError
from ringkeep.usecases.access.change_user import ChangeUser, UserChanges
from ringkeep.usecases.access.pool_ports import PoolTasks, UserPool
from ringkeep.usecases.access.ports import PeopleStore
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import StateStore

REQUEST: Final = ChangeRequest(system=True, name="user pool")
_MOST_READ: Final = 1_000
_MAIL_WAITS: Final = (
    "Cognito sends no more e-mail today. Ringkeep sends this invitation tomorrow. To send more a day,"
    " connect the user pool to Amazon SES."
)
_NOT_VERIFIED: Final = (
    "The user pool has an account with this e-mail address that is not verified, so it may be someone"
    " else's. Verify the address there, or delete that account, and invite the user again."
)


_OF_ANOTHER: Final = (
    "The user pool has this e-mail address for another user of Ringkeep. Correct their address in the user"
    " pool, or at your identity provider, and invite this user again."
)


def _as_spelled(found: PoolUser, user: User) -> PoolUser:
    """Returns the pool's user with the address that they have now. A pool of version 0.1.0 finds an
    address only as it is spelled there."""
    same = normalised_email(found.email) == user.email
    return found if same else found.model_copy(update={"email": user.email})


def _without_address(error: RingkeepError) -> str:
    """Returns the error for the log, which has no one's address."""
    kind, text = type(error).__name__, str(error)
    return kind if "@" in text else f"{kind}: {text}"


class MailPause(Model):
    """Until when Cognito sends no e-mail. `ended`: until when it was to send none before someone found that
    it does, so that tasks that wait for this moment need not. Seconds since the epoch."""

    until: float = 0.0
    ended: float = 0.0


class PoolWorkResult(Model):
    """`waiting` tasks are due later: their e-mail waits for the next day, or someone else works on them.
    `refused` are invitations that can never be sent. `problems` has the user's id and the error of
    each task that failed and is tried again."""

    done: int = 0
    waiting: int = 0
    refused: int = 0
    problems: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        return len(self.problems)


class _Outcome(StrEnum):
    DONE = "done"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True)
class PoolWork:
    """`ignores_pause`: e-mail is tried although Cognito refused to send more on this day."""

    store: PeopleStore
    tasks: PoolTasks
    pool: UserPool
    change: ChangeUser
    states: StateStore
    clock: Clock
    ignores_pause: bool = False

    def __call__(self, deadline: float, most: int = 200) -> PoolWorkResult:
        """Does up to `most` due tasks, and begins none after the deadline. A failed task stops no
        other one."""
        counts = dict.fromkeys(_Outcome, 0)
        problems = []
        for task in self._due(most):
            if self.clock.now() >= deadline:
                break
            try:
                counts[self._attempt(task)] += 1
            except RingkeepError as error:
                problems.append(f"{task.user_id} {_without_address(error)}")
        return PoolWorkResult(**counts, problems=tuple(problems))

    def one(self, user_id: str) -> Invitation:
        """Does what is to be done for one user at once, and returns what is known of their invitation.
        Raises what stands in the way: PoolRefused, MailLimitReached and StorageFailed."""
        work = replace(self, ignores_pause=True)
        task = self.store.pool_task(user_id)
        if task is not None:
            work._take(task)
        return self.tasks.invitation(user_id)

    def link(self, user: User, found: PoolUser) -> None:
        """Stores the id under which the pool knows the user. Raises Conflict if it is another user's
        still, whose address changed and whom the pool has not followed yet. Raises PoolRefused if the pool
        has nothing to follow: an identity provider may have sent the other one with this address."""
        owner = self.store.user_id_of_sub(found.sub)
        if owner not in ("", user.id):
            if self.store.pool_task(owner) is None:
                raise PoolRefused(_OF_ANOTHER)
            raise Conflict("the user pool knows the address as another user's")
        if user.sub != found.sub:
            self.change(user.id, UserChanges(sub=found.sub), REQUEST, action="users.link")

    def find(self, user: User) -> PoolUser | None:
        """Returns the user in the pool, and links them. Raises PoolRefused and Conflict."""
        found = self.pool.by_id(user.sub) if user.sub else None
        if found is not None:
            return found
        found = self.pool.by_email(user.email)
        if found is None:
            return None
        if not found.verified:
            raise PoolRefused(_NOT_VERIFIED)
        self.link(user, found)
        return found

    def _due(self, most: int) -> Iterable[PoolTask]:
        now, ended = self.clock.now(), self._pause().value.ended
        found = self.tasks.due(max(now, ended), _MOST_READ)
        due = (each for each in found if each.due_at <= now or each.due_at == ended)
        return sorted(due, key=lambda each: (each.invite, each.due_at))[:most]

    def _attempt(self, task: PoolTask) -> _Outcome:
        try:
            self._take(task)
        except (MailLimitReached, Conflict):
            return _Outcome.WAITING
        except PoolRefused:
            return _Outcome.REFUSED
        return _Outcome.DONE

    def _take(self, task: PoolTask) -> None:
        claimed = task.claimed(self.clock.now())
        self.tasks.replace(task, claimed)
        try:
            invitation = self._agreed(claimed)
        except MailLimitReached:
            self._wait_for_tomorrow(claimed)
            raise
        except PoolRefused as refusal:
            self.tasks.finish(claimed, self._failed(claimed, refusal))
            raise
        self.tasks.finish(claimed, invitation)

    def _agreed(self, task: PoolTask) -> Invitation | None:
        """Makes the pool agree. Returns what became of the invitation, None if nothing did."""
        record = self.store.user(task.user_id)
        if record is None:
            return None
        user, found = record.user, self.find(record.user)
        known = self.tasks.invitation(user.id)
        invite = wants_invitation(task, known, user)
        sent = False
        for step in pool_steps(user, found, invite=invite):
            sent = self._step(step, user, found) or sent
        if sent:
            return self._invitation(InvitationState.SENT, user.email)
        if found is not None and found.signed_in and invite and user.active:
            return self._invitation(InvitationState.SIGNED_IN, user.email)
        return None

    def _step(self, step: PoolStep, user: User, found: PoolUser | None) -> bool:
        """Returns whether an invitation was sent."""
        if step is PoolStep.CREATE:
            return self._create(user)
        if found is None:
            return False
        match step:
            case PoolStep.DISABLE:
                self.pool.disable(found)
            case PoolStep.ENABLE:
                self.pool.enable(found)
            case PoolStep.CHANGE_EMAIL:
                self.pool.change_email(found, user.email)
            case PoolStep.SEND_AGAIN:
                return self._send_again(user, found)
        return False

    def _create(self, user: User) -> bool:
        self._require_mail()
        made = self.pool.create(user.email, invited=True)
        self._mail_was_sent()
        self.link(user, made)
        return True

    def _send_again(self, user: User, found: PoolUser) -> bool:
        self._require_mail()
        sent = self.pool.send_again(_as_spelled(found, user))
        if sent:
            self._mail_was_sent()
        return sent

    def _require_mail(self) -> None:
        pause = self._pause().value
        if not self.ignores_pause and self.clock.now() < pause.until:
            raise MailLimitReached(_MAIL_WAITS)

    def _mail_was_sent(self) -> None:
        """Cognito sends e-mail again, perhaps by Amazon SES."""
        pause = self._pause()
        if pause.value.until:
            pause.save(until=0.0, ended=pause.value.until)

    def _wait_for_tomorrow(self, claimed: PoolTask) -> None:
        until = mail_resumes_at(self.clock.now())
        pause = self._pause()
        if pause.value.until < until:
            pause.save(until=until, ended=0.0)
        self.tasks.replace(claimed, claimed.postponed(until))
        waiting = self._invitation(InvitationState.QUEUED, "", _MAIL_WAITS)
        self.tasks.put_invitation(claimed.user_id, waiting)

    def _failed(self, task: PoolTask, refusal: PoolRefused) -> Invitation:
        record = self.store.user(task.user_id)
        email = record.user.email if record else ""
        return self._invitation(InvitationState.FAILED, email, str(refusal))

    def _invitation(self, state: InvitationState, email: str, detail: str = "") -> Invitation:
        return Invitation(state=state, at=self.clock.now(), detail=detail, email=email)

    def _pause(self) -> StateDocument[MailPause]:
        return StateDocument(self.states, "user-pool#mail", MailPause)
