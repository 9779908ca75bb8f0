"""A user as the cells of a file. The preview compares them, the export writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_files.checks import active_after, licences_after
from ringkeep.domain.access.user_files.columns import COLUMNS
from ringkeep.domain.access.user_files.known import Known, shown_assignment
from ringkeep.domain.access.user_files.targets import Target
from ringkeep.domain.access.users import Licence, User
from ringkeep.domain.access.visibility import Owner

Cells = dict[str, str]
_OF_EXTENSION: Final = ("service", "extension", "extension_id", "first_day", "last_day")
PERSON: Final = tuple(each for each in COLUMNS if each not in _OF_EXTENSION)
_PLAIN: Final = ("name", "employee_number", "team", "site", "notes", "manager")


def person_cells(user: User, known: Known) -> Cells:
    """Returns the cells of a user without their extension."""
    information = user.information
    return {
        "name": user.name,
        "email": user.email,
        "employee_number": information.employee_number,
        "team": information.team,
        "site": information.site,
        "notes": information.notes,
        "manager": known.emails.get(user.manager, ""),
        "security_profile": known.profiles.get(user.security_profile, ""),
        "licences": _licences(user.licences),
        "active": _yes_or_no(user.active),
    }


def cells_after(target: Target, known: Known) -> Cells:
    """Returns the cells of a line's user after the import."""
    line = target.line
    before = person_cells(target.existing, known) if target.existing else dict.fromkeys(PERSON, "")
    given: Cells = {name: getattr(line, name) for name in _PLAIN if name in line.columns}
    return (
        before
        | given
        | {
            "email": line.email,
            "security_profile": known.profiles.get(target.profile, ""),
            "licences": _licences(licences_after(target)),
            "active": _yes_or_no(active_after(target)),
        }
    )


def extension_cells(held: Iterable[UserAssignment], known: Known, today: date) -> Cells:
    """Returns the cells of the assignment that a file shows of a user."""
    shown = shown_assignment(held, today)
    if shown is None:
        return {}
    extension, period = shown
    return {
        "service": extension.service,
        "extension": known.number(extension),
        "extension_id": extension.extension_id,
        "first_day": _day(period.first_day),
        "last_day": _day(period.last_day),
    }


def extension_text(extension: Owner, period: Period, known: Known) -> str:
    """Describes an assignment: `main 101 (id 7000101), from 2026-01-01, to further notice`."""
    number = known.number(extension)
    name = f"{number} (id {extension.extension_id})" if number else f"id {extension.extension_id}"
    first = _day(period.first_day) or "the beginning"
    return (
        f"{extension.service} {name}, from {first}, to {_day(period.last_day) or 'further notice'}"
    )


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [name for name in after if after[name] != before.get(name, "")]


def _licences(licences: Iterable[Licence]) -> str:
    return "; ".join(sorted(each.value for each in licences))


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
