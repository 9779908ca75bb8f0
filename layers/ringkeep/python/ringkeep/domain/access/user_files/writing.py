"""How the lines of a confirmed file are written: in which order, and what each of them writes.

Writing a line twice gives the same, so that an import that was stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_files.checks import active_after, licences_after
from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.user_files.targets import Target
from ringkeep.domain.access.users import AccountInformation, User

Order = dict[int, set[int]]
"""The lines that each line waits for."""


def waits_for_managers(targets: Sequence[Target]) -> Order:
    """Returns for each line the line of its manager, if the file has one."""
    lines = {each.line.email: each.line.line for each in targets}
    return {
        each.line.line: {lines[each.line.manager]} if each.line.manager in lines else set()
        for each in targets
    }


def writing_order(targets: Sequence[Target], known: Known) -> tuple[int, ...]:
    """Returns the lines in the order of writing: managers before their people, and who gives an extension
    up before who gets it. If both is not possible, managers come first: the other line fails, and
    succeeds when it is tried again."""
    managers = waits_for_managers(targets)
    releases = _waits_for_releases(targets, known)
    both = {line: before | releases.get(line, set()) for line, before in managers.items()}
    try:
        return _sorted(both)
    except CycleError:
        return _sorted(managers)


def _sorted(order: Order) -> tuple[int, ...]:
    sorter = TopologicalSorter(order)
    sorter.prepare()
    lines: list[int] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        lines += ready
        sorter.done(*ready)
    return tuple(lines)


def _waits_for_releases(targets: Sequence[Target], known: Known) -> Order:
    """Returns for each line that takes an extension the lines of the users who have it until then."""
    lines = {each.key: each.line.line for each in targets}
    waits: Order = {}
    for each in targets:
        stored = known.of_extension.get(each.extension) if each.extension else None
        holders = {
            lines[held.user_id]
            for held in (stored.assignments if stored else ())
            if held.user_id in lines and held.period.overlaps(each.period)
        }
        waits[each.line.line] = holders - {each.line.line}
    return waits


def new_user_id(import_id: str, line: int) -> str:
    """Returns the id of the user whom a line adds. `import_id` is random; the id is the same each time,
    so that a line that is written twice adds one user."""
    return hashlib.sha256(f"{import_id}/{line}".encode()).hexdigest()[:32]


def user_after(target: Target, user_id: str, managers: Mapping[str, str], now: float) -> User:
    """Returns the user whom a line writes. `managers` are user ids by e-mail address."""
    line, existing = target.line, target.existing
    user = existing or User(
        id=user_id,
        name=line.name,
        email=line.email,
        security_profile=target.profile,
        created_at=now,
        changed_at=now,
        version=0,
    )
    manager = managers.get(line.manager, "") if "manager" in line.columns else user.manager
    return user.changed(
        now,
        name=line.name,
        information=_information(target, user),
        manager=manager,
        security_profile=target.profile,
        licences=licences_after(target),
        active=active_after(target),
    )


def _information(target: Target, user: User) -> AccountInformation:
    fields = [name for name in AccountInformation.model_fields if name in target.line.columns]
    return user.information.model_copy(update={name: getattr(target.line, name) for name in fields})


def replaced_period(held: Iterable[Period], new: Period) -> Period | None:
    """Returns which of the periods that a user has an extension the new one replaces: one on the same
    days. Earlier and later periods remain: they decide who sees the recordings of that time."""
    return next((each for each in held if each.overlaps(new)), None)
