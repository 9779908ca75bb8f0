"""How a recording is erased: what its row keeps, and where everything else of it lies.

    row = erasing(row, Erasure(at=now, by="arn:...", reason="the customer asked for it"))
    row = erased(row, now)

A row has the state `erased` from the first moment, so that nothing plays, indexes, transcribes or imports the
recording meanwhile. Its reason is `erasing` until everything is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ringkeep.domain.history import HistoryEntry
from ringkeep.domain.recordings.archive import (
    QUARANTINE,
    RECORDINGS,
    audio_prefix,
    decision_key,
)
from ringkeep.domain.recordings.erasures import Erasure
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.search.summaries import summary_key
from ringkeep.domain.search.written import written_key
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.domain.transcripts.keys import redacted_result_key, result_key, transcripts_prefix
from ringkeep.domain.work.keys import copy_key

ERASING: Final = "erasing"
ERASED: Final = "erased"
_KEPT_WORDS: Final = {"found": 3, "stored": 4, "adopted": 4}
"""Of a step's detail. The rest may quote what RingCentral answered."""


def erasing(row: Recording, erasure: Erasure) -> Recording:
    """Returns the row without everything that says what was said, or by whom. The ids stay: they say
    who may see the row, and keep RingCentral's list from bringing the recording back."""
    bare = row.model_copy(update={"history": tuple(map(_bare, row.history))})
    return bare.with_history(
        erasure.at,
        ERASING,
        erasure.reason,
        state=RecordingState.ERASED,
        reason=ERASING,
        erasure=erasure,
        content_uri="",
        audio=None,
        transcript=None,
        tags=(),
        doubts=(),
        sidecar_version="",
        due_at=0.0,
        claimed_until=0.0,
        missing_since=0.0,
        silent_workers=0,
    )


def erased(row: Recording, now: float) -> Recording:
    return row.with_history(now, ERASED, reason=ERASED)


def is_erased(row: Recording) -> bool:
    """Whether everything is gone."""
    return row.state is RecordingState.ERASED and row.reason == ERASED


def transcript_places(row: Recording, jobs: Iterable[TranscriptionJob]) -> Iterator[str]:
    """Yields the beginnings of the keys of everything that was written down of the recording."""
    yield transcripts_prefix(row)
    yield transcripts_prefix(row, unredacted=True)
    for job in jobs:
        yield result_key(job.name)
        yield redacted_result_key(job.name)


def audio_places(row: Recording) -> Iterator[str]:
    """Yields the beginnings of the keys of its audio, its sidecar, and what was put into quarantine."""
    prefix = audio_prefix(row)
    yield prefix
    yield QUARANTINE + prefix.removeprefix(RECORDINGS)


def posting_places(row: Recording) -> Iterator[str]:
    """The document that says which words the search index had of it, and its summary."""
    yield written_key(row.key)
    yield summary_key(row)


def work_place(row: Recording) -> str:
    """The copy of what people wrote about it."""
    return copy_key(row.key)


def evidence_place(row: Recording) -> str:
    """The only object that stays. Its earlier versions have the record of the call."""
    return decision_key(row)


def _bare(entry: HistoryEntry) -> HistoryEntry:
    words = entry.detail.split(" ")[: _KEPT_WORDS.get(entry.event, 1)]
    return entry.model_copy(update={"detail": " ".join(words)})
