"""The index of recordings comes back from what lies in S3."""

from __future__ import annotations

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import sidecar_of
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.usecases.recordings.rebuild_index import RebuildIndex, RebuildResult
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.archive import MemoryArchive, MemoryObject
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.rows import AUDIO, NOW, pending, raw_call
from tests.unit.usecases.recordings.importing import Import


def kept(archive: MemoryArchive, recording_id: str = "r1", service: str = "default") -> Recording:
    row = lifecycle.stored(pending(recording_id=recording_id, service=service), AUDIO, NOW)
    archive.write_sidecar(sidecar_of(row, raw_call()))
    return row


def rebuild(
    archive: MemoryArchive, table: MemoryCallsTable, service: str | None = None
) -> RebuildResult:
    return RebuildIndex(table, archive, FakeClock(NOW)).run(service)


def test_a_stored_recording_comes_back_as_it_was() -> None:
    world = Import()
    world.run()
    before, table = world.known, MemoryCallsTable()
    assert rebuild(world.archive, table) == RebuildResult(stored=1)
    after = table.rows[before.key]
    unlike = {"history", "revision"}
    assert after.model_dump(exclude=unlike) == before.model_dump(exclude=unlike)
    assert after.history == (*before.history, after.history[-1])
    assert after.history[-1].event == "rebuilt"


def test_its_call_comes_back_too() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    kept(archive)
    rebuild(archive, table)
    assert table.call_raw(AccountRef("default", "a1"), "c1") == raw_call()


def test_a_decision_comes_back_with_its_reason() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    row = lifecycle.lost(pending(), "deleted_at_ringcentral", NOW)
    archive.journal_decision(row, None)
    assert rebuild(archive, table) == RebuildResult(decided=1)
    after = table.rows[row.key]
    assert (after.state, after.reason) == (RecordingState.LOST, "deleted_at_ringcentral")


def test_what_is_stored_overrules_an_earlier_decision() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    archive.journal_decision(lifecycle.unavailable(pending(), "forbidden", NOW), None)
    row = kept(archive)
    assert rebuild(archive, table) == RebuildResult(stored=1, known=1)
    assert table.rows[row.key].state is RecordingState.STORED


def test_rows_that_exist_stay_as_they_are() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    row = kept(archive)
    there = table.put_recording(pending())
    assert rebuild(archive, table) == RebuildResult(known=1)
    assert table.rows[row.key] == there


def test_a_second_run_changes_nothing() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    kept(archive)
    rebuild(archive, table)
    before = dict(table.rows)
    assert rebuild(archive, table) == RebuildResult(known=1)
    assert table.rows == before


def test_one_service_alone_can_be_rebuilt() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    kept(archive, service="default")
    kept(archive, service="other")
    assert rebuild(archive, table, "other") == RebuildResult(stored=1)
    assert {row.service for row in table.rows.values()} == {"other"}


def test_audio_without_a_sidecar_is_counted() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    kept(archive, "r1")
    stem = "recordings/default/a1/2026/11/18"
    for name in ("r0.mp3", "r1.wav", "r2.wav"):
        archive.objects[f"{stem}/{name}"] = MemoryObject(b"x", "audio/wav")
    assert rebuild(archive, table) == RebuildResult(stored=1, orphans=2)


def test_what_cannot_be_read_is_counted_and_stops_nothing() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    stem = "recordings/default/a1/2026/11/18"
    archive.objects[f"{stem}/a.json"] = MemoryObject(b"{", "application/json")
    archive.objects["recordings/stray.json"] = MemoryObject(b"{}", "application/json")
    kept(archive)
    moved = archive.objects[f"{stem}/r1.json"]
    archive.objects[f"{stem}/elsewhere.json"] = moved
    assert rebuild(archive, table) == RebuildResult(stored=1, unreadable=3)
