"""The function that keeps the search index up to date with the rows of recordings, and with what people
write about them.

A batch of a stream names the recordings that changed; each is read and indexed as it is now. So the order and
the repetition of events do not matter. The stream of the calls table has rows. That of people's work has only
keys: its recordings are copied to the recordings bucket first. Once a night, without a batch, it compares the
recordings of the last days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field

from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import RecordingKey, RecordingState
from ringkeep.domain.work.keys import is_searched, recording_of
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


class _Keys(_Part):
    pk: _Text = _Text()
    sk: _Text = _Text()


class _Change(_Part):
    keys: _Keys = Field(alias="Keys", default=_Keys())
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

    @property
    def written_about(self) -> RecordingKey | None:
        """Returns the recording about which someone wrote something, None for a row of the calls table."""
        keys = self.change.keys
        return recording_of(keys.pk.text, keys.sk.text)

    @property
    def is_searched(self) -> bool:
        return is_searched(self.change.keys.sk.text)


class IndexRequest(_Part):
    """A batch of the stream, or the event of the schedule."""

    records: tuple[RecordingRecord, ...] = Field(alias="Records", default=())
    source: Literal["stream", "nightly"] = "stream"


@dataclass(frozen=True)
class IndexRecordings:
    """`copy` copies what people wrote about a recording."""

    repair: RepairIndex
    recent: RecentRecordings
    copy: Callable[[RecordingKey], object]

    def __call__(self, request: IndexRequest, deadline: float) -> JsonObject:
        """Raises what may work later: Lambda then delivers a part of the batch again."""
        if request.source == "nightly":
            return self._repair(deadline)
        keys = dict.fromkeys(key for record in request.records for key in record.recordings())
        keys.update(self._written(request))
        counts = self.repair.run(keys, lambda: False)
        count("RecordingsIndexed", counts.changed)
        return counts.model_dump(mode="json")

    def _written(self, request: IndexRequest) -> dict[RecordingKey, None]:
        """Copies what people wrote. Returns the recordings that are found in another way now."""
        changed = [(each.written_about, each.is_searched) for each in request.records]
        for key in dict.fromkeys(key for key, _ in changed if key):
            self.copy(key)
        return dict.fromkeys(key for key, searched in changed if key and searched)

    def _repair(self, deadline: float) -> JsonObject:
        counts = self.repair.run(self.recent.keys(), lambda: CLOCK.now() >= deadline)
        count("IndexRepaired", counts.changed)
        _report(counts)
        return counts.model_dump(mode="json")


def index_recordings(settings: IndexRecordingsSettings) -> IndexRecordings:
    from ringkeep.usecases.search.repair_index import RepairIndex
    from ringkeep.wiring.search import RecordingIndexing

    wired = RecordingIndexing(settings)
    return IndexRecordings(RepairIndex(wired.index, _not_indexed), wired.recent, wired.copy_work)


def _not_indexed(key: RecordingKey, error: Exception) -> None:
    count("RecordingsNotIndexed")
    extra = {"recording": str(key), "reason": type(error).__name__}
    logger.error("a recording was not indexed", extra=extra)


def _report(counts: IndexedCounts) -> None:
    """A difference is a warning: the stream should have brought it."""
    extra = counts.model_dump(mode="json")
    write = logger.warning if counts.changed or counts.unfinished else logger.info
    write("the search index was compared", extra=extra)
