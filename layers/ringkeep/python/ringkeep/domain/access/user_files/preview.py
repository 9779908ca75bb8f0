"""What an import would change, before anything is written."""

from __future__ import annotations

from ringkeep.domain.access.user_files.checks import problems_of
from ringkeep.domain.access.user_files.fields import (
    cells_after,
    differing,
    extension_text,
    person_cells,
)
from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.user_files.problems import LineProblem
from ringkeep.domain.access.user_files.reading import UserFile
from ringkeep.domain.access.user_files.targets import Target, targets_of
from ringkeep.domain.access.user_files.writing import replaced_period
from ringkeep.domain.model import Model


class FieldChange(Model):
    """`before` and `after` are as a file writes them."""

    field: str
    before: str
    after: str


class UserChange(Model):
    """`user_id` is empty for a user who does not exist yet."""

    line: int
    email: str
    name: str
    user_id: str = ""
    changes: tuple[FieldChange, ...]


class Preview(Model):
    """Users whom the file does not mention stay as they are. A file with a problem changes nothing."""

    added: tuple[UserChange, ...] = ()
    changed: tuple[UserChange, ...] = ()
    unchanged: int = 0
    not_mentioned: int = 0
    problems: tuple[LineProblem, ...] = ()
    encoding: str
    delimiter: str


def refused_preview(problem: LineProblem) -> Preview:
    """Returns the preview of a file that could not be read as a table."""
    return Preview(problems=(problem,), encoding="", delimiter="")


def preview_of(file: UserFile, known: Known) -> Preview:
    targets, unresolved = targets_of(file.lines, known)
    unread = file.unread | {each.email for each in file.lines}
    problems = [*file.problems, *unresolved, *problems_of(targets, known, unread)]
    problems.sort(key=lambda each: each.order)
    compared = [_change(each, known) for each in targets]
    changes = [each for each in compared if each.changes]
    mentioned = {each.existing.id for each in targets if each.existing}
    return Preview(
        added=tuple(each for each in changes if not each.user_id),
        changed=tuple(each for each in changes if each.user_id),
        unchanged=len(compared) - len(changes),
        not_mentioned=len(known.users) - len(mentioned),
        problems=tuple(problems),
        encoding=file.encoding,
        delimiter=file.delimiter,
    )


def _change(target: Target, known: Known) -> UserChange:
    before = person_cells(target.existing, known) if target.existing else {}
    after = cells_after(target, known)
    changes = [
        FieldChange(field=name, before=before.get(name, ""), after=after[name])
        for name in differing(before, after)
    ]
    return UserChange(
        line=target.line.line,
        email=target.line.email,
        name=after["name"],
        user_id=target.existing.id if target.existing else "",
        changes=(*changes, *_extension_change(target, known)),
    )


def _extension_change(target: Target, known: Known) -> list[FieldChange]:
    if target.extension is None:
        return []
    periods = known.periods_of(target.key, target.extension)
    if target.period in periods:
        return []
    held = replaced_period(periods, target.period)
    before = extension_text(target.extension, held, known) if held else ""
    after = extension_text(target.extension, target.period, known)
    return [FieldChange(field="extension", before=before, after=after)]
