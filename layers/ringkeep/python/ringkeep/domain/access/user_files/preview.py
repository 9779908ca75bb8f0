"""What an import would change, before anything is written, and whether that is still so when it is
confirmed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

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
    fingerprint: str
    """Of the file and of all that it was compared with."""


class NotConfirmed(ValueError):
    """`code` is stable. The message says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


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
        fingerprint=_fingerprint(file, targets, changes, problems, known),
    )


def confirmed(file: UserFile, known: Known, fingerprint: str) -> Preview:
    """Returns the preview if it is the one with this fingerprint. Raises NotConfirmed if the file has
    problems, or something that it was compared with has changed."""
    preview = preview_of(file, known)
    if preview.fingerprint != fingerprint:
        raise NotConfirmed(
            "preview_outdated",
            "Users, extensions or settings have changed since the preview was made. Look at the new preview,"
            " then confirm that one.",
        )
    if preview.problems:
        raise NotConfirmed(
            "file_has_problems",
            f"The file has {len(preview.problems):,} problems. Correct them and upload the file again.",
        )
    return preview


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
    held = known.period_of(target.key, target.extension)
    if held == target.period:
        return []
    before = extension_text(target.extension, held, known) if held else ""
    after = extension_text(target.extension, target.period, known)
    return [FieldChange(field="extension", before=before, after=after)]


def _fingerprint(
    file: UserFile,
    targets: Sequence[Target],
    changes: Sequence[UserChange],
    problems: Sequence[LineProblem],
    known: Known,
) -> str:
    """Covers the versions of all users and extensions that the file mentions. What happens to others
    counts if it makes a change or a problem different."""
    users = sorted((each.existing.id, each.existing.version) for each in targets if each.existing)
    extensions = {each.extension for each in targets if each.extension}
    stored = [known.of_extension[each] for each in sorted(extensions) if each in known.of_extension]
    content = {
        "file": file.sha256,
        "users": users,
        "extensions": [[*each.extension, each.version] for each in stored],
        "changes": [each.model_dump(mode="json") for each in changes],
        "problems": [each.model_dump(mode="json") for each in problems],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
