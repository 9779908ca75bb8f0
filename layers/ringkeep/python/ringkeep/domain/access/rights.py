"""The rights that a security profile gives. Their names are stable: stored profiles contain them.

Rights of parts that do not exist yet are here from the start, so that a profile need not be changed
when such a part arrives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import ClassVar, Final

from ringkeep.domain.access.refusals import Refusal

_SHOWN: Final = 3
_SHOWN_LENGTH: Final = 40


class Right(StrEnum):
    SEE_LIVE = "live.see"
    LIST_RECORDINGS = "recordings.list"
    PLAY = "recordings.play"
    DOWNLOAD = "recordings.download"
    TRANSCRIBE = "recordings.transcribe"
    SEE_UNREDACTED = "transcripts.see_unredacted"
    EVALUATE = "evaluations.evaluate"
    MANAGE_EVALUATIONS = "evaluations.manage"
    MANAGE_SCORECARDS = "scorecards.manage"
    MANAGE_ANALYZERS = "analyzers.manage"
    MANAGE_USERS = "users.manage"
    MANAGE_SERVICES = "services.manage"
    MANAGE_RETENTION = "retention.manage"
    SEE_AUDIT = "audit.see"
    EXPORT = "data.export"

    @property
    def sentence(self) -> str:
        """What the right allows, for the console."""
        return SENTENCES[self]


SENTENCES: Final[Mapping[Right, str]] = {
    Right.SEE_LIVE: "See who is on the phone now, on the Realtime page.",
    Right.LIST_RECORDINGS: "List and search recordings, with their state and its reason.",
    Right.PLAY: "Play recordings in the browser.",
    Right.DOWNLOAD: "Download the audio file of a recording.",
    Right.TRANSCRIBE: "Have a recording transcribed now.",
    Right.SEE_UNREDACTED: "Read transcripts without redaction, including card numbers and names.",
    Right.EVALUATE: "Score recordings with a scorecard.",
    Right.MANAGE_EVALUATIONS: "Assign evaluations, read those that others wrote, answer disputes and see"
    " reports.",
    Right.MANAGE_SCORECARDS: "Create, change and retire scorecards.",
    Right.MANAGE_ANALYZERS: "Create, change and delete content analyzers.",
    Right.MANAGE_USERS: "Manage users, their licences and extensions, and security profiles.",
    Right.MANAGE_SERVICES: "Manage services: their RingCentral credentials, licensing and policies.",
    Right.MANAGE_RETENTION: "Decide how long recordings are kept, and release them for deletion.",
    Right.SEE_AUDIT: "Read the audit log of the whole system.",
    Right.EXPORT: "Export lists and results as files.",
}


class RightUnknown(Refusal):
    code: ClassVar[str] = "right_unknown"
    field: ClassVar[str] = "rights"

    def __init__(self, unknown: Iterable[str]) -> None:
        shown = ", ".join(repr(name[:_SHOWN_LENGTH]) for name in sorted(unknown)[:_SHOWN])
        super().__init__(f"There is no right {shown}. Choose from: {', '.join(sorted(Right))}.")


def parse_rights(names: Iterable[str]) -> frozenset[Right]:
    """Returns the rights with these names. Raises RightUnknown, which names the existing ones."""
    given = set(names)
    unknown = given - set(Right)
    if unknown:
        raise RightUnknown(unknown)
    return frozenset(map(Right, given))


def known_rights(names: Iterable[str]) -> frozenset[Right]:
    """Returns the rights of a stored profile. A right of a newer version gives nothing here, so that
    an older version can still read the profile."""
    return frozenset(Right(name) for name in names if name in set(Right))
