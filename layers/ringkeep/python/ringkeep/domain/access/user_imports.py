"""An import of users from a file, as a job with states.

checking ─► ready ─► writing ─► done
   │          │         └─────► failed      with a sentence
   └► mistaken└─► cancelled  ◄─ from every state that is not final

Nothing is written before someone confirms. Lines are written in parts; `position` says how many of the
planned lines have a result. An import that was stopped goes on from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, Final, Self

from ringkeep.domain.access.audit import Origin, Short
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.user_files.preview import Preview
from ringkeep.domain.model import Model

MOST_OPEN: Final = 20
"""Imports that are checked or written at the same time."""
MOST_TRIES: Final = 10
"""An import whose worker stops so many times without a result fails."""


class ImportState(StrEnum):
    CHECKING = "checking"
    READY = "ready"
    """It waits to be confirmed."""
    MISTAKEN = "mistaken"
    """The file has mistakes, so it changes nothing."""
    WRITING = "writing"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def open(self) -> bool:
        """Whether a worker has something to do."""
        return self in {ImportState.CHECKING, ImportState.WRITING}


class LineOutcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class LineError(Model):
    """`field` is the field of the user, empty for the whole line. `detail` says what to do."""

    code: str
    field: str = ""
    detail: str


class LineResult(Model):
    """What happened to one line of the file. `user_id` is empty if no user was written."""

    line: int
    email: str
    result: LineOutcome
    user_id: str = ""
    errors: tuple[LineError, ...] = ()


class ImportPerson(Model):
    """`user_id` is empty for someone with AWS credentials, and `name` then their AWS principal."""

    user_id: str = ""
    name: Short = ""


class ImportUnknown(Refusal):
    code: ClassVar[str] = "import_unknown"
    field: ClassVar[str] = "id"

    def __init__(self) -> None:
        super().__init__("There is no import with this id. Choose one from the list of imports.")


class ImportNotPossible(Refusal):
    """`state` does not allow what was asked for."""

    code: ClassVar[str] = "import_state"
    field: ClassVar[str] = "state"

    def __init__(self, state: ImportState) -> None:
        super().__init__(_REFUSED[state])
        self.state = state


class TooManyImports(Refusal):
    code: ClassVar[str] = "too_many_imports"
    field: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(
            f"{MOST_OPEN} imports are being checked or written. Wait until one is done, or cancel one."
        )


_UPLOAD_AGAIN: Final = "Upload the file again to start a new import."
_REFUSED: Final = {
    ImportState.CHECKING: "The file is still being checked. Wait for the preview, then confirm.",
    ImportState.READY: "The import waits to be confirmed.",
    ImportState.MISTAKEN: "The file has mistakes. Correct them and upload the file again.",
    ImportState.WRITING: "The import is being written.",
    ImportState.DONE: f"The import is done. {_UPLOAD_AGAIN}",
    ImportState.CANCELLED: f"The import was cancelled. {_UPLOAD_AGAIN}",
    ImportState.FAILED: f"The import has failed. {_UPLOAD_AGAIN}",
}


class ImportJob(Model):
    """`version` grows with every change. Times are in seconds since the epoch. `documents` names the
    preview and the plan of the check that counts. `detail` is why an import failed."""

    id: str
    state: ImportState = ImportState.CHECKING
    file_name: Short = ""
    uploaded_by: ImportPerson
    uploaded_at: float
    confirmed_by: ImportPerson = ImportPerson()
    confirmed_at: float | None = None
    finished_at: float | None = None
    origin: Origin = Origin()
    """From where it was confirmed."""
    invite: bool = False
    encoding: str = ""
    delimiter: str = ""
    documents: str = ""
    lines: int = 0
    problems: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    not_mentioned: int = 0
    position: int = 0
    written: int = 0
    refused: int = 0
    tries: int = 0
    detail: str = ""
    version: int = 1

    def tried(self) -> Self:
        """Returns the job before a worker begins."""
        return self._next(tries=self.tries + 1)

    def checked(self, preview: Preview, lines: int, documents: str, now: float) -> Self:
        """Returns the job with the result of its check."""
        state = ImportState.MISTAKEN if preview.problems else ImportState.READY
        return self._next(
            state=state,
            finished_at=now if preview.problems else None,
            encoding=preview.encoding,
            delimiter=preview.delimiter,
            documents=documents,
            lines=lines,
            problems=len(preview.problems),
            added=len(preview.added),
            changed=len(preview.changed),
            unchanged=preview.unchanged,
            not_mentioned=preview.not_mentioned,
            tries=0,
        )

    def confirmed(self, person: ImportPerson, origin: Origin, now: float) -> Self:
        """Returns the job to be written. A job that is written or done already stays as it is. Raises
        ImportNotPossible."""
        if self.state in {ImportState.WRITING, ImportState.DONE}:
            return self
        if self.state is not ImportState.READY:
            raise ImportNotPossible(self.state)
        return self._next(
            state=ImportState.WRITING, confirmed_by=person, confirmed_at=now, origin=origin
        )

    def cancelled(self, now: float) -> Self:
        """Lines that are written stay written. Raises ImportNotPossible."""
        if self.state is ImportState.CANCELLED:
            return self
        if self.state in {ImportState.DONE, ImportState.FAILED}:
            raise ImportNotPossible(self.state)
        return self._next(state=ImportState.CANCELLED, finished_at=now)

    def failed(self, detail: str, now: float) -> Self:
        return self._next(state=ImportState.FAILED, detail=detail, finished_at=now)

    def recorded(self, results: Sequence[LineResult], total: int, now: float) -> Self:
        """Returns the job after a part of its lines was written. The job is done after `total` lines;
        one that was cancelled meanwhile stays so."""
        counts = Counter(each.result for each in results)
        position = self.position + len(results)
        done = self.state is ImportState.WRITING and position >= total
        return self._next(
            position=position,
            written=self.written + counts[LineOutcome.ADDED] + counts[LineOutcome.CHANGED],
            refused=self.refused + counts[LineOutcome.REFUSED],
            tries=0,
            **({"state": ImportState.DONE, "finished_at": now} if done else {}),
        )

    def _next(self, **changes: object) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
