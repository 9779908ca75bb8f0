"""Lines whose manager is unknown, or who would report to themselves through others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.user_files.problems import LineProblem
from ringkeep.domain.access.user_files.targets import Target

_SHOWN: Final = 5
"""People of a circle that a sentence names."""


def manager_problems(
    targets: Sequence[Target], known: Known, unread: frozenset[str]
) -> list[LineProblem]:
    in_file = {each.line.email for each in targets}
    exist = known.by_email.keys() | in_file | unread
    managers = managers_after(targets, known)
    circles = _circles(managers)
    problems = []
    for each in targets:
        line = each.line
        if line.manager and line.manager not in exist:
            problems.append(_unknown(line.line, line.manager))
        elif line.manager and line.email in circles:
            problems.append(_circle(line.line, circles[line.email]))
    return problems


def managers_after(targets: Sequence[Target], known: Known) -> dict[str, str]:
    """Returns everyone's manager after the import, both by e-mail address."""
    managers = {
        user.email: known.emails[user.manager]
        for user in known.users
        if user.manager in known.emails
    }
    for each in targets:
        if "manager" in each.line.columns:
            managers[each.line.email] = each.line.manager
    return {email: manager for email, manager in managers.items() if manager}


def _circles(managers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Returns for each person in a circle its people, each followed by their manager."""
    circles: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for start in managers:
        path: dict[str, None] = {}
        person = start
        while person in managers and person not in seen:
            seen.add(person)
            path[person] = None
            person = managers[person]
        if person in path:
            people = list(path)
            circle = tuple(people[people.index(person) :])
            circles |= dict.fromkeys(circle, circle)
    return circles


def _unknown(line: int, manager: str) -> LineProblem:
    sentence = f"{manager} is neither a user nor in this file. Add a line for them, or correct the address."
    return LineProblem(line=line, column="manager", code="unknown_manager", sentence=sentence)


def _circle(line: int, people: Sequence[str]) -> LineProblem:
    if len(people) == 1:
        sentence = f"{people[0]} is their own manager. Write someone else, or leave the cell empty."
        return LineProblem(line=line, column="manager", code="own_manager", sentence=sentence)
    shown = [*people[:_SHOWN], "..."] if len(people) > _SHOWN else [*people, people[0]]
    sentence = (
        f"These people report to each other: {' to '.join(shown)}. Change the manager of one."
    )
    return LineProblem(line=line, column="manager", code="manager_circle", sentence=sentence)
