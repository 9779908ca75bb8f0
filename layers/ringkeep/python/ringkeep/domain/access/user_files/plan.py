"""The plan of an import: its lines in the order of writing, with what the preview compared them with.

A line is written only as it was shown. If someone changed the same field of the same user after the
preview, the line is refused; the other lines are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.user_files.preview import Preview
from ringkeep.domain.access.user_files.targets import Target
from ringkeep.domain.access.user_files.writing import replaced_period, writing_order
from ringkeep.domain.access.users import User
from ringkeep.domain.model import Model

_PLAIN: Final = ("name", "manager", "security_profile", "licences", "active")
_INFORMATION: Final = ("employee_number", "team", "site", "notes")
FIELDS: Final = (*_PLAIN, *_INFORMATION)
"""The fields of a user that a file can change. The e-mail address identifies them."""


class PlannedLine(Model):
    """`target.existing` is the user as the preview showed them. `replaced` is their period of the
    line's extension that the line's own replaces. `changes`: the preview showed a change."""

    target: Target
    replaced: Period | None = None
    changes: bool = True


class ImportPlan(Model):
    lines: tuple[PlannedLine, ...]


class ChangedSincePreview(Refusal):
    code: ClassVar[str] = "changed_since_preview"
    field: ClassVar[str] = ""

    def __init__(self, fields: Sequence[str]) -> None:
        named = ", ".join(each.replace("_", " ") for each in fields)
        super().__init__(
            f"Someone changed this user after the preview was made: {named}. The line was not written."
            " Upload the file again and look at the new preview."
        )
        self.fields = tuple(fields)


def plan_of(targets: Sequence[Target], preview: Preview, known: Known) -> ImportPlan:
    by_line = {each.line.line: each for each in targets}
    changing = {each.line for each in (*preview.added, *preview.changed)}
    lines = (by_line[line] for line in writing_order(targets, known))
    return ImportPlan(
        lines=tuple(_planned(each, each.line.line in changing, known) for each in lines)
    )


def _planned(target: Target, changes: bool, known: Known) -> PlannedLine:
    held = known.periods_of(target.key, target.extension) if target.extension else ()
    replaced = replaced_period(held, target.period)
    return PlannedLine(target=target, replaced=replaced, changes=changes)


def changed_fields(before: User | None, after: User) -> tuple[str, ...]:
    """Returns the fields in which two states of a user differ."""
    return tuple(each for each in FIELDS if _value(before, each) != _value(after, each))


def changed_by_others(shown: User | None, now: User | None, fields: Iterable[str]) -> list[str]:
    """Returns which of the fields are no longer as the preview showed them."""
    return [each for each in fields if _value(shown, each) != _value(now, each)]


def _value(user: User | None, field: str) -> object:
    if user is None:
        return None
    return getattr(user.information if field in _INFORMATION else user, field)
