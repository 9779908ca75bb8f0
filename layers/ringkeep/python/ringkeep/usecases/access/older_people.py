"""Takes the people of an older stack over into the people table, with what they could do there.

Their role was a group of the user pool, and their extension a state document. This is done once, in
pages. A page that was interrupted is read again: who is a user already is left as they are. Two runs at
once therefore do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.emails import name_of_email, normalised_email
from ringkeep.domain.access.extension_rules import ExtensionTaken
from ringkeep.domain.access.older_roles import OLDER_ROLES, profile_of_role
from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.model import Model
from ringkeep.errors import Conflict, PoolRefused, StoredDataInvalid
from ringkeep.usecases.access.add_user import AddUser, KnownInPool, NewUser
from ringkeep.usecases.access.change_user import ChangeUser, UserChanges
from ringkeep.usecases.access.extensions import ExtensionChoice
from ringkeep.usecases.access.older_assignments import assigned_account, assignment
from ringkeep.usecases.access.pool_ports import ExtensionWishes, PoolMembers
from ringkeep.usecases.access.ports import PeopleWrite, ProfileWrite
from ringkeep.usecases.access.requests import ChangeRequest, current_actor
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import StateStore

REQUEST: Final = ChangeRequest(system=True, name="people of an older stack")
_MOST_PROBLEMS: Final = 50


class _Outcome(StrEnum):
    KNOWN = "known"
    ADDED = "added"
    LINKED = "linked"
    REFUSED = "refused"


class OlderProgress(Model):
    """The group and the page that come next. `refused` people are not users: `problems` has the pool's
    names of the first of them, and why."""

    done: bool = False
    group: int = 0
    page: str = ""
    added: int = 0
    linked: int = 0
    refused: int = 0
    problems: tuple[str, ...] = ()

    def after_page(self, next_page: str) -> OlderProgress:
        if next_page:
            return self.model_copy(update={"page": next_page})
        group = self.group + 1
        done = group >= len(OLDER_ROLES)
        return self.model_copy(update={"page": "", "group": group, "done": done})

    def with_person(self, outcome: _Outcome, username: str, problem: str) -> OlderProgress:
        if outcome is _Outcome.KNOWN:
            return self
        counted = {outcome.value: getattr(self, outcome.value) + 1}
        if problem and len(self.problems) < _MOST_PROBLEMS:
            counted["problems"] = (*self.problems, f"{username}: {problem}")
        return self.model_copy(update=counted)


@dataclass(frozen=True)
class OlderPeople:
    members: PoolMembers
    add: AddUser
    change: ChangeUser
    wishes: ExtensionWishes
    states: StateStore

    def __call__(self, deadline: float) -> OlderProgress:
        """Begins no person after the deadline. What is left is done by the next run. Raises what stands
        in the way of going on, such as Throttled."""
        document = self.progress()
        progress = document.value
        try:
            while not progress.done:
                following = self._page(progress, deadline)
                if following is None:
                    break
                document.put(following)
                progress = following
        except Conflict:
            pass  # another run goes on
        return progress

    def take(self, person: PoolUser) -> None:
        """Takes one person over at once, unless all have been: then a group no longer means anything."""
        if self.progress().value.done:
            return
        role = next((it for it in OLDER_ROLES if self.members.is_member(person, it)), "")
        profile = profile_of_role(role)
        if profile is not None:
            self._person(person, profile)

    def progress(self) -> StateDocument[OlderProgress]:
        return StateDocument(self.states, "people#older", OlderProgress)

    def _page(self, progress: OlderProgress, deadline: float) -> OlderProgress | None:
        """Returns the progress after one page, None if the time was over before its end."""
        role = OLDER_ROLES[progress.group]
        profile = profile_of_role(role)
        try:
            page = self.members.members(role, progress.page)
        except PoolRefused:
            if not progress.page:
                raise
            page = self.members.members(role, "")  # a page is known for an hour
        for person in page.users:
            if self.change.changes.clock.now() >= deadline:
                return None
            if profile is not None:
                progress = self._counted(progress, person, profile)
        return progress.after_page(page.next)

    def _counted(
        self, progress: OlderProgress, person: PoolUser, profile: SecurityProfile
    ) -> OlderProgress:
        try:
            outcome, problem = self._person(person, profile)
        except (ChangeRefused, StoredDataInvalid) as refusal:
            outcome, problem = _Outcome.REFUSED, str(refusal)
        return progress.with_person(outcome, person.username, problem)

    def _person(self, person: PoolUser, profile: SecurityProfile) -> tuple[_Outcome, str]:
        store = self.change.changes.store
        if store.user_id_of_sub(person.sub):
            return _Outcome.KNOWN, ""
        user_id = store.user_id_of_email(normalised_email(person.email))
        if user_id:
            return self._linked(user_id, person)
        if not profile.built_in:
            self.change.changes.repeated(lambda: self._store_profile(profile))
        return _Outcome.ADDED, self._added(person, profile)

    def _linked(self, user_id: str, person: PoolUser) -> tuple[_Outcome, str]:
        """Someone has added them as a user meanwhile, who decided what they may do."""
        record = self.change.changes.store.user(user_id)
        if record is None or record.user.sub:
            return _Outcome.REFUSED, "another user has this e-mail address"
        if not person.verified:
            return _Outcome.REFUSED, "the e-mail address is not verified in the user pool"
        self.change(user_id, UserChanges(sub=person.sub), REQUEST, action="users.link")
        return _Outcome.LINKED, ""

    def _added(self, person: PoolUser, profile: SecurityProfile) -> str:
        """Returns what they could not be given, empty for nothing."""
        choice = self._extension(person)
        new = NewUser(
            name=self._name(person, choice),
            email=person.email,
            security_profile=profile.id,
            invite=False,
        )
        known = KnownInPool(person.sub, person.enabled)
        try:
            self.add(new, REQUEST, choice, known=known)
        except ChangeRefused as refused:
            if choice is None or not _only_taken(refused):
                raise
            record = self.add(new, REQUEST, known=known)
            wish = choice.wish_of(record.user.id, record.user.created_at)
            if wish is not None:
                self.wishes.put_wish(wish.model_copy(update={"problem": str(refused)}))
            return f"{choice.service} {choice.extension_id}: {refused}"
        return ""

    def _extension(self, person: PoolUser) -> ExtensionChoice | None:
        """Returns the extension that they had, from any day. None if it was another account's by now."""
        assigned = assignment(self.states, person.username).value
        account_id = assigned_account(self.states, assigned)
        never_connected = not AccountHistory(self.states).accounts(assigned.service)
        if not assigned.extension_id or not (account_id or never_connected):
            return None
        return ExtensionChoice(
            service=assigned.service,
            extension_id=assigned.extension_id,
            account_id=account_id,
            wait=True,
        )

    def _name(self, person: PoolUser, choice: ExtensionChoice | None) -> str:
        """The user pool has no names, but their extension has one."""
        if choice is not None and choice.account_id:
            owner = Owner(choice.service, choice.account_id, choice.extension_id)
            row = self.add.extensions.known.row(owner)
            if row is not None and row.extension.name.strip():
                return row.extension.name.strip()[:200]
        return name_of_email(person.email)

    def _store_profile(self, profile: SecurityProfile) -> None:
        changes = self.change.changes
        profiles = changes.store.profiles()
        if profile.id in profiles.by_id:
            return
        actor = current_actor(REQUEST, changes.store, profiles)
        object_ = ObjectRef(kind="security_profile", id=profile.id)
        entry = changes.entry(REQUEST, actor, "profiles.add", object_, None, profile)
        written = ProfileWrite(None, profile, profiles.version)
        changes.store.write(PeopleWrite(audit=(entry,), profile=written))


def _only_taken(refused: ChangeRefused) -> bool:
    return {each.code for each in refused.refusals} == {ExtensionTaken.code}
