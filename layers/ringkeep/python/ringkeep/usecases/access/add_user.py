"""Adds a user, with an extension if one is given, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.access.emails import EmailNotValid, normal_email
from ringkeep.domain.access.profiles import find_profile
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import AccountInformation, Licence, User, UserName
from ringkeep.domain.model import Model
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.extensions import ExtensionChoice, Extensions
from ringkeep.usecases.access.ports import ProfileSet
from ringkeep.usecases.access.requests import ChangeRequest, current_actor
from ringkeep.usecases.access.user_writes import UserStep, with_extension, write_user


class NewUser(Model):
    """`security_profile` is the id or the name of one. `invite`: they get an e-mail with a temporary
    password."""

    name: UserName
    email: str
    information: AccountInformation = AccountInformation()
    manager: str = ""
    security_profile: str
    licences: frozenset[Licence] = frozenset()
    invite: bool = True


@dataclass(frozen=True)
class KnownInPool:
    """What the user pool knows of someone who was in it before they became a user."""

    sub: str = ""
    active: bool = True


def spelled_email(text: str) -> str:
    """Returns the normal form. What is no address is returned as it is, for the rules to refuse together
    with the other mistakes."""
    try:
        return normal_email(text)
    except EmailNotValid:
        return text


def profile_id(text: str, profiles: ProfileSet) -> str:
    """Returns the id of a profile that is given by id or name. The rules refuse an unknown one."""
    found = find_profile(profiles.by_id, text)
    return found.id if found else text


@dataclass(frozen=True)
class AddUser:
    changes: Changes
    extensions: Extensions

    def __call__(
        self,
        new: NewUser,
        request: ChangeRequest,
        choice: ExtensionChoice | None = None,
        *,
        known: KnownInPool | None = None,
    ) -> UserRecord:
        """`known` is for someone who is in the user pool already. Raises ChangeRefused with everything
        that is wrong."""
        user_id = self.changes.new_id()
        in_pool = known or KnownInPool()
        return self.changes.repeated(lambda: self._attempt(user_id, new, request, choice, in_pool))

    def _attempt(
        self,
        user_id: str,
        new: NewUser,
        request: ChangeRequest,
        choice: ExtensionChoice | None,
        known: KnownInPool,
    ) -> UserRecord:
        profiles = self.changes.store.profiles()
        actor = current_actor(request, self.changes.store, profiles)
        record = UserRecord(user=self._user(user_id, new, profiles, known))
        step = UserStep(request, actor, "users.add", None, record, profiles, invite=new.invite)
        if choice is not None:
            store, chosen = self.changes.store, choice
            wish = choice.wish_of(user_id, self.changes.clock.now())
            step = with_extension(
                step, lambda: self.extensions.assigned(store, user_id, chosen), wish
            )
        return write_user(self.changes, step)

    def _user(self, user_id: str, new: NewUser, profiles: ProfileSet, known: KnownInPool) -> User:
        now = self.changes.clock.now()
        return User(
            id=user_id,
            sub=known.sub,
            active=known.active,
            name=new.name,
            email=spelled_email(new.email),
            information=new.information,
            manager=new.manager,
            security_profile=profile_id(new.security_profile, profiles),
            licences=new.licences,
            created_at=now,
            changed_at=now,
        )
