"""Finds the transcripts in S3, and lets each row name the newest one of its recording: after the rows were
rebuilt, or whenever they may be behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.transcripts.keys import TranscriptPlace, place_of_transcript
from ringkeep.domain.transcripts.pointers import pointer_to
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.transcripts.ports import RecordingRows, TranscriptStore


class TranscriptKeys(Protocol):
    def keys(self, service: str, *, unredacted: bool = False) -> Iterator[str]:
        """Yields the keys of a service's transcripts in order: those of one recording follow each other."""
        ...


@dataclass(frozen=True)
class RestorePointers:
    rows: RecordingRows
    store: TranscriptStore
    listing: TranscriptKeys
    clock: Clock

    def run(self, service: str) -> int:
        """Returns how many rows were changed. Raises StorageFailed; run it again to continue."""
        unredacted = {
            (place.recording, place.revision)
            for place in _places(self.listing.keys(service, unredacted=True))
        }
        newest = (
            max(places, key=lambda place: place.revision)
            for _, places in groupby(_places(self.listing.keys(service)), _recording)
        )
        return sum(
            self._restore(place, (place.recording, place.revision) in unredacted)
            for place in newest
        )

    def _restore(self, place: TranscriptPlace, unredacted: bool) -> bool:
        return retry_on_conflict(lambda: self._attempt(place, unredacted))

    def _attempt(self, place: TranscriptPlace, unredacted: bool) -> bool:
        row = self.rows.recording(place.recording)
        if row is None or row.state is RecordingState.ERASED:  # an erasure that was interrupted
            return False
        if row.transcript and row.transcript.revision >= place.revision:
            return False
        return self._point(row, place.revision, unredacted)

    def _point(self, row: Recording, revision: int, unredacted: bool) -> bool:
        """An object that is no transcript is left out: it was not written by Ringkeep."""
        try:
            transcript = self.store.read(row, revision)
        except StoredDataInvalid:
            return False
        if transcript is None:
            return False
        pointer = pointer_to(transcript, unredacted=unredacted)
        note = f"transcript {revision} from the archive"
        changed = row.with_history(self.clock.now(), "rebuilt", note, transcript=pointer)
        self.rows.put_recording(changed)
        return True


def _places(keys: Iterator[str]) -> Iterator[TranscriptPlace]:
    return (place for place in map(place_of_transcript, keys) if place is not None)


def _recording(place: TranscriptPlace) -> RecordingKey:
    return place.recording
