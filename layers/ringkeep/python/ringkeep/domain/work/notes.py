"""Notes about a recording, with or without a moment in it. Everyone sees them who may play the recording."""

from __future__ import annotations

import math
from typing import ClassVar, Final

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.model import Model
from ringkeep.domain.work.refusals import (
    MomentInvalid,
    NotYours,
    TextMissing,
    TextTooLong,
    TooMany,
)
from ringkeep.domain.work.texts import cleaned_lines, shows_nothing

LONGEST_NOTE: Final = 5_000
MOST_NOTES: Final = 200
LONGEST_RECORDING: Final = 31 * 24 * 3600.0
"""Seconds. No moment in a recording is later."""


class Note(Model):
    """`number` is its place among all notes that the recording ever had, from 1: no other note gets it.
    `version` grows with each change. Times are in seconds since the epoch, `at` is a moment in the
    recording."""

    id: str
    number: int
    version: int = 1
    text: str
    at: float | None = None
    author_id: str
    author_name: str
    created_at: float
    changed_at: float

    def says(self, text: str, at: float | None) -> bool:
        return (self.text, self.at) == (text, at)


class NoteChanged(Refusal):
    """Someone changed the note since the person read it. `present` is the note as it is now."""

    code: ClassVar[str] = "note_changed"
    field: ClassVar[str] = "version"

    def __init__(self, present: Note) -> None:
        super().__init__(
            "This note was changed meanwhile. Nothing was written: compare both texts and save again."
        )
        self.present = present


def note_text(text: str) -> str:
    """Returns the text as it is kept. Raises TextMissing and TextTooLong."""
    cleaned = cleaned_lines(text)
    if shows_nothing(cleaned):
        raise TextMissing("A note")
    if len(cleaned) > LONGEST_NOTE:
        raise TextTooLong("A note", LONGEST_NOTE)
    return cleaned


def moment_in(at: float | None, duration_seconds: float) -> float | None:
    """Returns a moment of a recording, to the millisecond. A second beyond its end is its end: lengths are
    rounded. `duration_seconds` is 0 if it is not known. Raises MomentInvalid."""
    if at is None:
        return None
    longest = duration_seconds or LONGEST_RECORDING
    if not (math.isfinite(at) and 0 <= at <= longest + 1):
        raise MomentInvalid
    return round(min(at, longest), 3)


def require_author(note: Note, person: UserPrincipal) -> None:
    """Raises NotYours."""
    if not person.user_id or note.author_id != person.user_id:
        raise NotYours("a note")


def require_may_delete(note: Note, person: UserPrincipal) -> None:
    """The author may, and who manages users, so that a harmful note can be removed. Raises NotYours."""
    if not person.may(Right.MANAGE_USERS):
        require_author(note, person)


def require_room(notes: int) -> None:
    """Raises TooMany."""
    if notes >= MOST_NOTES:
        raise TooMany("notes to a recording", MOST_NOTES, "Delete one that is no longer needed.")
