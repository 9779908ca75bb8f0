"""The function that keeps the search index up to date with the rows of recordings.

A batch of the calls table's stream names the recordings that changed; each is read and indexed as it is now.
So the order and the repetition of events do not matter. Once a night, without a batch, it compares the
recordings of the last days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field

from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import RecordingKey, RecordingState
from ringkeep.observability import count, logger
from ringkeep.settings import IndexRecordingsSettings
from ringkeep.wiring.base import CLOCK

if TYPE_CHECKING:
    from ringkeep.usecases.search.repair_index import (
        IndexedCounts,
        RecentRecordings,
        RepairIndex,
    )

_FINAL = frozenset(state.value for state in RecordingState if not state.open)


class _Part(Model):
    model_config = ConfigDict(extra="ignore")


class _Text(_Part):
    text: str = Field(alias="S", default="")


class _Image(_Part):
    sk: _Text = _Text()
    service: _Text = _Text()
    account_id: _Text = _Text()
    recording_id: _Text = _Text()
    state: _Text = _Text()

    @property
    def key(self) -> RecordingKey | None:
        """Returns None if it is no row of a recording, but that of a call."""
        if self.sk.text != "recording" or not self.recording_id.text:
            return None
        return RecordingKey(
            service=self.service.text,
            account_id=self.account_id.text,
            recording_id=self.recording_id.text,
        )


class _Change(_Part):
    new: _Image = Field(alias="NewImage", default=_Image())
    old: _Image = Field(alias="OldImage", default=_Image())


class RecordingRecord(_Part):
    """One change of a row."""

    change: _Change = Field(alias="dynamodb", default=_Change())

    def recordings(self) -> Iterator[RecordingKey]:
        """Yields the recording if it is or was indexed: rows still to import are not."""
        images = (self.change.new, self.change.old)
        found = (image.key for image in images if image.state.text in _FINAL)
        yield from (key for key in found if key is not None)


class IndexRequest(_Part):
    """A batch of the stream, or the event of the schedule."""

    records: tuple[RecordingRecord, ...] = Field(alias="Records", default=())
    source: Literal["stream", "nightly"] = "stream"


@dataclass(frozen=True)
class IndexRecordings:
    repair: RepairIndex
    recent: RecentRecordings

    def __call__(self, request: IndexRequest, deadline: float) -> JsonObject:
        """Raises what may work later: Lambda then delivers a part of the batch again."""
        if request.source == "nightly":
            return self._repair(deadline)
        keys = dict.fromkeys(key for record in request.records for key in record.recordings())
        counts = self.repair.run(keys, lambda: False)
        count("RecordingsIndexed", counts.changed)
        return counts.model_dump(mode="json")

    def _repair(self, deadline: float) -> JsonObject:
        counts = self.repair.run(self.recent.keys(), lambda: CLOCK.now() >= deadline)
        count("IndexRepaired", counts.changed)
        _report(counts)
        return counts.model_dump(mode="json")


def index_recordings(settings: IndexRecordingsSettings) -> IndexRecordings:
    from ringkeep.usecases.search.repair_index import RepairIndex
    from ringkeep.wiring.search import RecordingIndexing

    wired = RecordingIndexing(settings)
    return IndexRecordings(RepairIndex(wired.index, _not_indexed), wired.recent)


def _not_indexed(key: RecordingKey, error: Exception) -> None:
    count("RecordingsNotIndexed")
    extra = {"recording": str(key), "reason": type(error).__name__}
    logger.error("a recording was not indexed", extra=extra)


def _report(counts: IndexedCounts) -> None:
    """A difference is a warning: the stream should have brought it."""
    extra = counts.model_dump(mode="json")
    write = logger.warning if counts.changed or counts.unfinished else logger.info
    write("the search index was compared", extra=extra)
