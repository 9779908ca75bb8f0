"""The function that indexes recordings: which records count, and what happens to one that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ringkeep.domain.recordings.recordings import RecordingKey, RecordingState
from ringkeep.errors import StorageFailed, StoredDataInvalid
from ringkeep.handlers.search import IndexRecordings, IndexRequest
from ringkeep.usecases.search.index_recording import IndexResult
from ringkeep.usecases.search.repair_index import (
    SECONDS_BETWEEN_RUNS,
    SHARES,
    RecentRecordings,
    RepairIndex,
)
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.example_rows import NOW, pending
from tests.unit.usecases.recordings.call_log_setup import service

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")
KEY = RecordingKey(service="main", account_id="1", recording_id="2")


class Index:
    """Stands in for IndexRecording."""

    def __init__(self) -> None:
        self.indexed: list[RecordingKey] = []
        self.errors: dict[str, Exception] = {}

    def __call__(self, key: RecordingKey) -> IndexResult:
        if error := self.errors.get(key.recording_id):
            raise error
        self.indexed.append(key)
        return IndexResult(put=1)


class Setup:
    def __init__(self) -> None:
        self.index = Index()
        self.calls = MemoryCallsTable()
        self.services = MemoryServiceDirectory()
        self.services.put(service("default"))
        self.clock = FakeClock(NOW)
        self.failed: list[RecordingKey] = []
        repair = RepairIndex(self.index, lambda key, _: self.failed.append(key))
        recent = RecentRecordings(self.calls, self.services, self.clock)
        self.copied: list[RecordingKey] = []
        self.function = IndexRecordings(repair, recent, self.copied.append)

    def run(self, event: Mapping[str, object]) -> Mapping[str, object]:
        return self.function(IndexRequest.model_validate(event), NOW + 4_000_000_000)


def image(state: str, recording_id: str = "2", sk: str = "recording") -> dict[str, object]:
    values = {
        "sk": sk,
        "service": "main",
        "account_id": "1",
        "recording_id": recording_id,
        "state": state,
    }
    return {name: {"S": value} for name, value in values.items()}


def record(**images: object) -> dict[str, object]:
    return {"dynamodb": images}


@pytest.mark.parametrize(
    ("images", "indexed"),
    [
        ({"NewImage": image("stored")}, True),
        ({"NewImage": image("lost"), "OldImage": image("pending")}, True),
        ({"NewImage": image("pending"), "OldImage": image("excluded")}, True),
        ({"OldImage": image("stored")}, True),
        ({"NewImage": image("pending"), "OldImage": image("announced")}, False),
        ({"NewImage": image("stored", sk="call")}, False),
        ({"NewImage": {"pk": {"S": "x"}, "revision": {"N": "1"}}}, False),
        ({}, False),
    ],
)
def test_recordings_that_are_or_were_final_are_indexed(
    images: dict[str, object], indexed: bool
) -> None:
    setup = Setup()
    setup.run({"Records": [record(**images)]})
    assert setup.index.indexed == ([KEY] if indexed else [])


def written(sk: str, pk: str = "recording#main#1#2") -> dict[str, object]:
    return record(Keys={"pk": {"S": pk}, "sk": {"S": sk}})


@pytest.mark.parametrize(
    ("sk", "copied", "indexed"),
    [
        ("work", True, True),
        ("note#n1", True, True),
        ("bookmarks#u1", True, False),
        ("recording", False, False),
        ("search#1", False, False),
    ],
)
def test_what_people_write_is_copied_and_found(sk: str, copied: bool, indexed: bool) -> None:
    """Bookmarks are private: they are copied and not searched."""
    setup = Setup()
    setup.run({"Records": [written(sk), written(sk)]})
    assert setup.copied == ([KEY] if copied else [])
    assert setup.index.indexed == ([KEY] if indexed else [])


def test_names_of_tags_and_searches_are_no_work_on_a_recording() -> None:
    setup = Setup()
    setup.run({"Records": [written("work", "tags#main"), written("note#1", "searches#u1")]})
    assert setup.copied == []


def test_a_recording_is_indexed_once_a_batch() -> None:
    setup = Setup()
    assert setup.run({"Records": [record(NewImage=image("stored"))] * 3})["changed"] == 1


def test_a_document_that_cannot_be_read_does_not_hold_up_the_others() -> None:
    setup = Setup()
    setup.index.errors["2"] = StoredDataInvalid("no transcript")
    images = [record(NewImage=image("stored", each)) for each in ("1", "2", "3")]
    counts = setup.run({"Records": images})
    assert (counts["changed"], counts["failed"]) == (2, 1)
    assert setup.failed == [KEY]


def test_what_may_work_later_is_raised() -> None:
    setup = Setup()
    setup.index.errors["2"] = StorageFailed("S3 does not respond")
    with pytest.raises(StorageFailed):
        setup.run({"Records": [record(NewImage=image("stored"))]})


def test_the_runs_of_a_night_compare_each_final_recording_of_three_days_once() -> None:
    setup = Setup()
    for number in range(60):
        state = RecordingState.STORED if number % 4 else RecordingState.PENDING
        start = NOW - number * 7200
        row = pending(recording_id=f"r{number}", start_time=start, state=state, revision=0)
        setup.calls.put_recording(row)
    for _ in range(SHARES):
        setup.run({"source": "nightly"})
        setup.clock.advance(SECONDS_BETWEEN_RUNS)
    found = sorted(key.recording_id for key in setup.index.indexed)
    assert len(found) == len(set(found))
    assert {f"r{number}" for number in range(24) if number % 4} <= set(found)


def test_a_comparison_stops_at_its_deadline() -> None:
    setup = Setup()
    for number in range(60):
        row = pending(recording_id=f"r{number}", state=RecordingState.STORED, revision=0)
        setup.calls.put_recording(row)
    counts = setup.function(IndexRequest(source="nightly"), 0.0)
    assert counts["unfinished"]
    assert setup.index.indexed == []
