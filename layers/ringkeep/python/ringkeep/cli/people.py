"""What the `user` commands do: the same changes as the console's, and at once in the user pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.emails import name_of_email, normalised_email
from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.pool_tasks import Invitation, InvitationState, PoolUser
from ringkeep.domain.access.profiles import find_profile
from ringkeep.domain.access.user_records import UserRecord, place_of
from ringkeep.domain.access.users import Licence, User
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.model import Model
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.access.add_user import AddUser, NewUser
from ringkeep.usecases.access.assign_extension import AssignExtension
from ringkeep.usecases.access.change_user import ChangeUser, UserChanges
from ringkeep.usecases.access.extensions import ExtensionChoice
from ringkeep.usecases.access.first_administrator import FirstAdministrator, Pool
from ringkeep.usecases.access.invite_user import Invite
from ringkeep.usecases.access.older_people import OlderPeople
from ringkeep.usecases.access.pool_ports import ExtensionWishes, PoolTasks
from ringkeep.usecases.access.pool_work import PoolWork
from ringkeep.usecases.access.ports import PeopleStore
from ringkeep.usecases.access.requests import ChangeRequest

_PAGE = 100


class PoolPeople(Protocol):
    """What only the command line may do in the user pool."""

    def find(self, email: str) -> PoolUser | None: ...

    def all(self) -> Sequence[PoolUser]: ...

    def password_days(self) -> int: ...

    def set_password(self, user: PoolUser, password: str) -> None: ...

    def delete(self, user: PoolUser) -> None: ...


class Tasks(PoolTasks, ExtensionWishes, Protocol):
    """Invitations, and extensions that are not listed yet."""


class WantedUser(Model):
    """What a command says of a user. What is None stays as it is."""

    email: str
    name: str | None = None
    profile: str | None = None
    licences: frozenset[Licence] | None = None
    service: str = ""
    extension_id: str = ""
    period: Period = Period()

    @property
    def choice(self) -> ExtensionChoice | None:
        if not self.service:
            return None
        return ExtensionChoice(
            service=self.service, extension_id=self.extension_id, period=self.period, wait=True
        )


class PersonRow(Model):
    """One line of the list. `role` is the name of the security profile, None for someone who is only in
    the user pool. `service` and `extension_id` are of the last extension that has no end."""

    username: str
    email: str
    enabled: bool
    signed_in: bool = False
    role: str | None = None
    service: str = ""
    account_id: str = ""
    extension_id: str = ""
    id: str = ""
    name: str = ""
    licences: tuple[str, ...] = ()
    waits_for: str = ""
    """The extension that they get when it is listed or free, and why."""

    @property
    def is_removed(self) -> bool:
        """Whether they may not sign in, and the user pool does not know them."""
        return not self.enabled and not self.username


@dataclass(frozen=True)
class People:
    """Every method raises ConfigurationError for an unknown address, and ChangeRefused for what the rules
    refuse. `request` says who runs the command."""

    store: PeopleStore
    tasks: Tasks
    pool: Pool
    people: PoolPeople
    add_user: AddUser
    change: ChangeUser
    assign: AssignExtension
    invite_user: Invite
    work: PoolWork
    older: OlderPeople
    request: Callable[[], ChangeRequest]

    def add(self, wanted: WantedUser, password: str | None = None) -> UserRecord:
        """Adds a user, or changes one. Without a password, Cognito invites a new one by e-mail."""
        record = self.find(wanted.email)
        if record is None:
            record = self._new(wanted, invited=password is None)
        else:
            record = self._changed(record, wanted)
        self._link(record.user)
        if password is not None:
            self._give_password(self._again(record).user, password)
        self.work.one(record.user.id)
        return self._again(record)

    def invite(self, email: str) -> Invitation:
        """Raises MailLimitReached if Cognito sends no more today: Ringkeep then sends it tomorrow."""
        user = self.get(email).user
        if not user.active:
            raise ConfigurationError(
                f"{user.email} is disabled: run `ringkeep user enable {user.email}` first"
            )
        self._link(user)
        self.invite_user(user.id, self.request())
        return self.work.one(user.id)

    def enable(self, email: str, *, enabled: bool) -> None:
        user = self.get(email).user
        self._link(user)
        action = "users.activate" if enabled else "users.deactivate"
        self.change(user.id, UserChanges(active=enabled), self.request(), action=action)
        self.work.one(user.id)

    def remove(self, email: str) -> None:
        """Deactivates the user, and deletes what the user pool knows of them."""
        record = self.get(email)
        self.enable(email, enabled=False)
        user = self._again(record).user
        found = self.pool.by_id(user.sub) if user.sub else None
        if found is not None:
            self.people.delete(found)
        self.change(user.id, UserChanges(sub=""), self.request(), action="users.unlink")

    def find(self, email: str) -> UserRecord | None:
        """Returns the user. Someone of an older stack, or the template's first administrator, becomes one
        now if no function has done that yet."""
        record = self._stored(email)
        if record is not None:
            return record
        found = self.people.find(email)
        if found is None:
            return None
        FirstAdministrator(self.store, self.pool, self.add_user, self.change, found.email)()
        self.older.take(found)
        return self._stored(found.email)

    def get(self, email: str) -> UserRecord:
        record = self.find(email)
        if record is None:
            raise ConfigurationError(
                f"there is no user {email}: add them with `ringkeep user add {email} --profile PROFILE`"
            )
        return record

    def invitation(self, user_id: str) -> Invitation:
        return self.tasks.invitation(user_id)

    def wish(self, user_id: str) -> ExtensionWish | None:
        return self.tasks.wish(user_id)

    def password_days(self) -> int:
        return self.people.password_days()

    def all(self) -> Sequence[PersonRow]:
        """Returns the users, and who is only in the user pool, by address."""
        in_pool = {each.sub: each for each in self.people.all()}
        profiles = self.store.profiles().by_id
        wishes = {each.user_id: each for each in self.tasks.wishes()}
        rows = []
        for record in self._records():
            user = record.user
            profile = profiles.get(user.security_profile)
            name = profile.name if profile else user.security_profile
            found = in_pool.pop(user.sub, None)
            rows.append(_row(record, name, found, wishes.get(user.id)))
        rows += [
            PersonRow(
                username=each.username,
                email=each.email,
                enabled=each.enabled,
                signed_in=each.signed_in,
            )
            for each in in_pool.values()
        ]
        return sorted(rows, key=lambda row: row.email)

    def require_profile(self, text: str) -> None:
        """Raises ConfigurationError, which names the existing ones."""
        profiles = self.store.profiles().by_id
        if find_profile(profiles, text) is None:
            names = ", ".join(sorted(each.name for each in profiles.values()))
            raise ConfigurationError(f"there is no security profile {text!r}: choose from {names}")

    def _records(self) -> Iterator[UserRecord]:
        place = ""
        while page := self.store.users(place, _PAGE):
            yield from page
            place = place_of(page[-1].user)

    def _stored(self, email: str) -> UserRecord | None:
        user_id = self.store.user_id_of_email(normalised_email(email))
        return self.store.user(user_id) if user_id else None

    def _again(self, record: UserRecord) -> UserRecord:
        return self.store.user(record.user.id) or record

    def _new(self, wanted: WantedUser, *, invited: bool) -> UserRecord:
        if wanted.profile is None:
            raise ConfigurationError(f"{wanted.email} is new: give them a --profile or a --role")
        new = NewUser(
            name=wanted.name or name_of_email(wanted.email),
            email=wanted.email,
            security_profile=wanted.profile,
            licences=wanted.licences or frozenset(),
            invite=invited,
        )
        return self.add_user(new, self.request(), wanted.choice)

    def _changed(self, record: UserRecord, wanted: WantedUser) -> UserRecord:
        """Someone who was removed is added again."""
        removed = not record.user.active and not record.user.sub
        changes = UserChanges(
            name=wanted.name,
            security_profile=wanted.profile,
            licences=wanted.licences,
            active=True if removed else None,
        )
        changed = self.change(record.user.id, changes, self.request())
        if removed:
            self.invite_user(record.user.id, self.request())
        return self._with_extension(changed, wanted)

    def _with_extension(self, record: UserRecord, wanted: WantedUser) -> UserRecord:
        """Gives them the extension in the place of those that have no end."""
        choice = wanted.choice
        if choice is None:
            return record
        account_id = self.assign.extensions.accounts.latest(choice.service) or ""
        owner = Owner(choice.service, account_id, choice.extension_id)
        held = [each.period for each in record.assignments if each.extension == owner]
        if choice.period not in held:
            replaced = next(iter(held), None)
            new = choice.model_copy(update={"replaced": replaced})
            record = self.assign(record.user.id, new, self.request())
        for each in record.assignments:
            if each.extension != owner and each.period.last_day is None:
                record = self._ended(record.user.id, each, choice.period)
        return record

    def _ended(self, user_id: str, held: UserAssignment, new: Period) -> UserRecord:
        """Ends an assignment on the day before the new one. Without a first day, the new one is theirs on
        every day: then the former one was a mistake."""
        last = new.first_day - timedelta(days=1) if new.first_day else None
        first = held.period.first_day
        if last is None or (first is not None and first > last):
            return self.assign.withdraw(user_id, held, self.request())
        choice = ExtensionChoice(
            service=held.extension.service,
            account_id=held.extension.account_id,
            extension_id=held.extension.extension_id,
            period=Period(first_day=first, last_day=last),
            replaced=held.period,
        )
        return self.assign(user_id, choice, self.request())

    def _link(self, user: User) -> None:
        """Finds them in the user pool in any spelling of their address, which the function does not."""
        if user.sub and self.pool.by_id(user.sub):
            return
        found = self.people.find(user.email)
        if found is not None and found.verified:
            self.work.link(user, found)

    def _give_password(self, user: User, password: str) -> None:
        found = self.work.find(user)
        if found is None:
            found = self.pool.create(user.email, invited=False)
            self.work.link(user, found)
        self.people.set_password(found, password)
        known = Invitation(
            state=InvitationState.SIGNED_IN, at=self.work.clock.now(), email=user.email
        )
        self.tasks.put_invitation(user.id, known)


def _row(
    record: UserRecord, profile: str, found: PoolUser | None, wish: ExtensionWish | None
) -> PersonRow:
    user = record.user
    open_ended = [each.extension for each in record.assignments if each.period.last_day is None]
    service, account_id, extension_id = open_ended[-1] if open_ended else ("", "", "")
    return PersonRow(
        username=found.username if found else "",
        email=user.email,
        enabled=user.active,
        signed_in=found.signed_in if found else False,
        role=profile,
        service=service,
        account_id=account_id,
        extension_id=extension_id,
        id=user.id,
        name=user.name,
        licences=tuple(sorted(user.licences)),
        waits_for=waits_for(wish),
    )


def waits_for(wish: ExtensionWish | None) -> str:
    """Returns the extension that a user is still to get, and why, empty for none."""
    if wish is None:
        return ""
    return f"{wish.service} {wish.extension_id}: {wish.problem or 'it is not listed yet'}"
