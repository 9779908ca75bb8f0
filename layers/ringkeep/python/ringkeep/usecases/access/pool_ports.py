"""The ports of the work in the user pool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.pool_tasks import Invitation, PoolTask, PoolUser


class PoolTasks(Protocol):
    """What is to be done in the user pool, and what is known of invitations."""

    def due(self, now: float, limit: int) -> Sequence[PoolTask]: ...

    def replace(self, before: PoolTask, after: PoolTask) -> None:
        """Raises Conflict if a change or another process has replaced the task."""
        ...

    def finish(self, task: PoolTask, invitation: Invitation | None) -> None:
        """Removes the task, and stores what became of the invitation. Raises Conflict as `replace`."""
        ...

    def invitation(self, user_id: str) -> Invitation: ...

    def put_invitation(self, user_id: str, invitation: Invitation) -> None: ...


class Invitations(Protocol):
    """What is known of the invitations of several users, for a list."""

    def invitations(self, user_ids: Sequence[str]) -> Mapping[str, Invitation]:
        """Returns those of up to 100 users. Users who were never invited may be missing."""
        ...


class ExtensionWishes(Protocol):
    def wishes(self) -> Iterable[ExtensionWish]: ...

    def wish(self, user_id: str) -> ExtensionWish | None: ...

    def put_wish(self, wish: ExtensionWish) -> None: ...

    def drop_wish(self, user_id: str) -> None: ...


class UserPool(Protocol):
    """The user pool. A method that sends e-mail raises MailLimitReached if Cognito sends no more on this
    day. Each raises PoolRefused for what will never succeed."""

    def by_id(self, sub: str) -> PoolUser | None: ...

    def by_email(self, email: str) -> PoolUser | None: ...

    def create(self, email: str, *, invited: bool) -> PoolUser: ...

    def send_again(self, user: PoolUser) -> bool:
        """Sends a new temporary password. Returns False if the person has signed in meanwhile."""
        ...

    def enable(self, user: PoolUser) -> None: ...

    def disable(self, user: PoolUser) -> None:
        """Blocks the sign-in, and ends what the person has signed in to."""
        ...

    def change_email(self, user: PoolUser, email: str) -> None: ...


class MemberPage(NamedTuple):
    """`next` is empty on the last page."""

    users: Sequence[PoolUser]
    next: str


class PoolMembers(Protocol):
    """The groups of the user pool: the roles of an older stack."""

    def members(self, group: str, page: str) -> MemberPage:
        """Returns a page of a group. Raises PoolRefused for a page that is no longer known."""
        ...

    def is_member(self, user: PoolUser, group: str) -> bool: ...
