"""A rebuild makes the same index again, from S3 alone."""

from __future__ import annotations

from ringkeep.domain.recordings.archive import decision_key, sidecar_key
from ringkeep.domain.recordings.lifecycle import stored, unavailable
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.search.index_recording import IndexResult
from ringkeep.usecases.search.rebuild_search import RebuildSearch
from ringkeep.usecases.search.repair_index import RepairIndex
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending

STORED = stored(pending(recording_id="r1"), AUDIO, NOW)
CLOSED = unavailable(pending(recording_id="r2"), "gone", NOW)


class Archive:
    def recording_keys(self, service: str | None = None) -> list[str]:
        sidecar = sidecar_key(STORED)
        return [sidecar, sidecar.replace(".json", ".mp3"), f"recordings/{service}/strange"]

    def decision_keys(self, service: str | None = None) -> list[str]:
        return [decision_key(CLOSED)]


def test_each_recording_of_the_archive_is_indexed_once() -> None:
    indexed: list[RecordingKey] = []

    def index(key: RecordingKey) -> IndexResult:
        indexed.append(key)
        return IndexResult(put=1)

    repair = RepairIndex(index, lambda key, error: None)
    counts = RebuildSearch(Archive(), repair).run("default")  # type: ignore[arg-type]
    assert indexed == [STORED.key, CLOSED.key]
    assert counts.changed == 2
