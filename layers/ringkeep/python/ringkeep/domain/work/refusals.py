"""Why something that someone wrote about a recording was not kept."""

from __future__ import annotations

from typing import ClassVar

from ringkeep.domain.access.refusals import Refusal


class TextMissing(Refusal):
    code: ClassVar[str] = "text_missing"
    field: ClassVar[str] = "text"

    def __init__(self, what: str, field: str = "text") -> None:
        super().__init__(f"{what} needs at least one letter that can be seen.")
        self.field = field  # type: ignore[misc] # the same rule for several fields


class TextTooLong(Refusal):
    code: ClassVar[str] = "text_too_long"
    field: ClassVar[str] = "text"

    def __init__(self, what: str, most: int, field: str = "text") -> None:
        super().__init__(f"{what} has at most {most:,} characters. Shorten it.")
        self.field = field  # type: ignore[misc] # the same rule for several fields


class TooMany(Refusal):
    """`what` in the plural."""

    code: ClassVar[str] = "too_many"
    field: ClassVar[str] = ""

    def __init__(self, what: str, most: int, do: str) -> None:
        super().__init__(f"There are at most {most} {what}. {do}")


class MomentInvalid(Refusal):
    code: ClassVar[str] = "moment_invalid"
    field: ClassVar[str] = "at"

    def __init__(self) -> None:
        super().__init__(
            "The moment lies outside of the recording: give seconds from its beginning."
        )


class NoteUnknown(Refusal):
    code: ClassVar[str] = "note_unknown"
    field: ClassVar[str] = "note"

    def __init__(self) -> None:
        super().__init__("This note does not exist any more. Read the notes again.")


class BookmarkUnknown(Refusal):
    code: ClassVar[str] = "bookmark_unknown"
    field: ClassVar[str] = "bookmark"

    def __init__(self) -> None:
        super().__init__("You have no such bookmark in this recording. Read your bookmarks again.")


class NotYours(Refusal):
    code: ClassVar[str] = "not_yours"
    field: ClassVar[str] = ""

    def __init__(self, what: str) -> None:
        super().__init__(f"Only its author may change {what}.")


class WritingClosed(Refusal):
    code: ClassVar[str] = "recording_erased"
    field: ClassVar[str] = "recording"

    def __init__(self) -> None:
        super().__init__("The recording was erased: nothing more can be written about it.")
