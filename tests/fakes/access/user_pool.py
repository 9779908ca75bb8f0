"""An in-memory user pool that counts its e-mails and can refuse them."""

from __future__ import annotations

from collections.abc import Sequence

from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.errors import MailLimitReached, PoolRefused, RingkeepError
from ringkeep.usecases.access.pool_ports import MemberPage


class MemoryUserPool:
    """`mails` has one address for each invitation. `mails_left` is what may still be sent today.
    `refused` are addresses to which nothing can be sent. `failures` are raised by the next calls."""

    def __init__(self, page_size: int = 60) -> None:
        self.users: dict[str, PoolUser] = {}
        self.groups: dict[str, list[str]] = {}
        self.passwords: dict[str, str] = {}
        self.mails: list[str] = []
        self.signed_out: list[str] = []
        self.mails_left: int | None = None
        self.refused: set[str] = set()
        self.failures: list[RingkeepError] = []
        self.calls = 0
        self.made = 0
        self._page_size = page_size

    def put(self, email: str, *groups: str, **fields: object) -> PoolUser:
        """Adds someone who is in the pool before Ringkeep looks at it."""
        user = self._made(email).model_copy(update=fields)
        self.users[user.username] = user
        for group in groups:
            self.groups.setdefault(group, []).append(user.username)
        return user

    def by_id(self, sub: str) -> PoolUser | None:
        self._called()
        return self.users.get(sub)

    def by_email(self, email: str) -> PoolUser | None:
        self._called()
        return next((each for each in self.users.values() if each.email == email), None)

    def create(self, email: str, *, invited: bool) -> PoolUser:
        self._called()
        if self._find(email):
            raise PoolRefused(f"the user pool has another person with the address {email}")
        if invited:
            self._send(email)
        user = self._made(email)
        self.users[user.username] = user
        return user

    def send_again(self, user: PoolUser) -> bool:
        self._called()
        if self.users[user.username].signed_in:
            return False
        self._send(user.email)
        return True

    def enable(self, user: PoolUser) -> None:
        self._change(user, enabled=True)

    def disable(self, user: PoolUser) -> None:
        self._change(user, enabled=False)
        self.signed_out.append(user.username)

    def change_email(self, user: PoolUser, email: str) -> None:
        other = self._find(email)
        if other and other.username != user.username:
            raise PoolRefused(f"the user pool has another person with the address {email}")
        self._change(user, email=email, verified=True)

    def members(self, group: str, page: str) -> MemberPage:
        self._called()
        names = self.groups.get(group, [])
        start = int(page or 0)
        end = start + self._page_size
        users = [self.users[each] for each in names[start:end] if each in self.users]
        return MemberPage(users, str(end) if end < len(names) else "")

    def is_member(self, user: PoolUser, group: str) -> bool:
        self._called()
        return user.username in self.groups.get(group, [])

    def set_password(self, user: PoolUser, password: str) -> None:
        self.passwords[user.email] = password
        self._change(user, signed_in=True)

    def delete(self, user: PoolUser) -> None:
        self._called()
        del self.users[user.username]

    def password_days(self) -> int:
        return 7

    def find(self, email: str) -> PoolUser | None:
        return self._find(email)

    def all(self) -> Sequence[PoolUser]:
        return list(self.users.values())

    def _find(self, email: str) -> PoolUser | None:
        wanted = email.strip().lower()
        return next((it for it in self.users.values() if it.email.lower() == wanted), None)

    def _made(self, email: str) -> PoolUser:
        self.made += 1
        name = f"pool-{self.made}"
        return PoolUser(username=name, sub=name, email=email, enabled=True, signed_in=False)

    def _send(self, email: str) -> None:
        if email in self.refused:
            raise PoolRefused(f"Cognito cannot send e-mail to {email}: check the address")
        if self.mails_left is not None:
            if not self.mails_left:
                raise MailLimitReached("Cognito sends no more e-mail today")
            self.mails_left -= 1
        self.mails.append(email)

    def _change(self, user: PoolUser, **fields: object) -> None:
        self._called()
        stored = self.users[user.username]
        self.users[user.username] = stored.model_copy(update=fields)

    def _called(self) -> None:
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
