"""Composes the transaction that adds or changes one user: it reads what the rules need, asks the rules,
and collects everything that must agree with the user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.audit import AuditEntry, ObjectRef
from ringkeep.domain.access.extension_rules import ExtensionUnknown, require_room
from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.pool_tasks import PoolTask, reason_of_change
from ringkeep.domain.access.refusals import Refusal, accept
from ringkeep.domain.access.size_rules import size_refusals
from ringkeep.domain.access.teams import (
    StoredTeams,
    TeamBlock,
    TeamChange,
    Teams,
    affected_managers,
    team_change,
)
from ringkeep.domain.access.user_records import UserRecord, audited
from ringkeep.domain.access.user_rules import People, UserChange, user_refusals
from ringkeep.domain.access.users import User
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import (
    PeopleStore,
    PeopleWrite,
    PoolTaskWrite,
    ProfileSet,
    ProfileUse,
    UserWrite,
)
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor


@dataclass(frozen=True)
class UserStep:
    """One change of one user, before it is checked. `extensions` were checked by their own rules, whose
    `refusals` are shown together with those of the user. `wish` is an extension that is not listed yet.
    `invite`: the user gets an invitation."""

    request: ChangeRequest
    actor: CurrentActor
    action: str
    before: UserRecord | None
    after: UserRecord
    profiles: ProfileSet
    extensions: tuple[ExtensionAssignments, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    wish: ExtensionWish | None = None
    invite: bool = False


def with_extension(
    step: UserStep, decide: Callable[[], ExtensionAssignments], wish: ExtensionWish | None = None
) -> UserStep:
    """Adds what happens to an extension. What its rules refuse is refused together with the rest. An
    extension that is not listed becomes a wish, if one is given."""
    try:
        stored = decide()
        held = step.after.holding(stored)
        require_room(len(step.after.assignments), len(held))
    except Refusal as refusal:
        if wish is not None and isinstance(refusal, ExtensionUnknown):
            return replace(step, wish=wish)
        return replace(step, refusals=(refusal,))
    record = step.after.model_copy(update={"assignments": held})
    return replace(step, after=record, extensions=(stored,))


def write_user(changes: Changes, step: UserStep) -> UserRecord:
    """Checks the change and writes it. Raises ChangeRefused and Conflict."""
    teams = changes.store.teams()
    manager = _new_manager(changes.store, step)
    people = _people(changes.store, step, teams, manager)
    before, after = _user(step.before), step.after.user
    refusals = user_refusals(UserChange(before, after, step.actor.principal), people)
    accept((*refusals, *step.refusals))
    teams_after = _team_change(changes.store, step, teams, manager)
    administrators = people.administrators.after(before, after, people.profiles)
    teams_now = (teams, teams_after.teams if teams_after else teams)
    accept(size_refusals(teams_now, (people.administrators, administrators)))
    licences = people.licences.after(before, after)
    entry = _entry(changes, step)
    changes.store.write(
        PeopleWrite(
            audit=(entry,),
            users=(UserWrite(step.before, step.after),),
            relies_on=_relied_on(step, manager),
            extensions=step.extensions,
            administrators=administrators if administrators != people.administrators else None,
            licences=licences if licences != people.licences else None,
            teams=teams_after.teams if teams_after else None,
            blocks=teams_after.blocks if teams_after else (),
            profile_uses=tuple(_profile_uses(step)),
            pool_tasks=tuple(_pool_tasks(changes.store, step, entry)),
            wishes=(step.wish,) if step.wish else (),
            wishes_ended=(step.after.user.id,) if step.before and step.extensions else (),
        )
    )
    return step.after


def _user(record: UserRecord | None) -> User | None:
    return record.user if record else None


def _new_manager(store: PeopleStore, step: UserStep) -> User | None:
    """Returns the manager whom the user gets. One whom they have already is not checked again."""
    manager = step.after.user.manager
    if not manager or (step.before and step.before.user.manager == manager):
        return None
    return _user(store.user(manager))


def _people(store: PeopleStore, step: UserStep, teams: Teams, manager: User | None) -> People:
    return People(
        profiles=step.profiles.by_id,
        administrators=store.administrators(),
        tree=teams.tree_with(manager.id, manager.manager) if manager else teams.tree,
        licences=store.licences(),
        manager=manager,
        email_owner=store.user_id_of_email(step.after.user.email),
    )


def _team_change(
    store: PeopleStore, step: UserStep, teams: Teams, manager: User | None
) -> TeamChange | None:
    affected = affected_managers(step.before, step.after)
    blocks = {id_: _parts(store, teams, id_) for id_ in affected}
    above = manager.manager if manager else ""
    return team_change(step.before, step.after, StoredTeams(teams, blocks, above))


def _parts(store: PeopleStore, teams: Teams, manager: str) -> Sequence[TeamBlock]:
    entry = teams.managers.get(manager)
    return store.team(manager, entry.parts) if entry else ()


def _relied_on(step: UserStep, manager: User | None) -> tuple[User, ...]:
    found = {each.id: each for each in (step.actor.user, manager) if each is not None}
    found.pop(step.after.user.id, None)
    return tuple(found.values())


def _profile_uses(step: UserStep) -> Iterator[ProfileUse]:
    """The profiles that decided about the change must not have changed meanwhile."""
    profiles = step.profiles.by_id
    used = Counter({step.after.user.security_profile: 1})
    if step.actor.profile:
        used[step.actor.profile.id] += 0
    if step.before:
        used[step.before.user.security_profile] -= 1
    for id_, added in used.items():
        if id_ in profiles:
            yield ProfileUse(profiles[id_], added)


def _pool_tasks(store: PeopleStore, step: UserStep, entry: AuditEntry) -> Iterator[PoolTaskWrite]:
    """Only a change that concerns the user pool reads whether something is still to be done there."""
    after = step.after.user
    reason = reason_of_change(_user(step.before), after, invite=step.invite)
    if reason is None:
        return
    task = PoolTask(
        user_id=after.id, change=entry.id, due_at=entry.at, invite=step.invite, reason=reason
    )
    yield pool_task_write(store, task, after)


def pool_task_write(store: PeopleStore, task: PoolTask, user: User) -> PoolTaskWrite:
    """Returns the write of a task in the place of one that is not done yet."""
    pending = store.pool_task(user.id)
    return PoolTaskWrite(pending, task.after(pending), user.email)


def _entry(changes: Changes, step: UserStep) -> AuditEntry:
    object_ = ObjectRef(kind="user", id=step.after.user.id)
    before, after = audited(step.before), audited(step.after)
    return changes.entry(step.request, step.actor, step.action, object_, before, after)
