"""The index of recordings is rebuilt from S3."""

from __future__ import annotations

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import sidecar_of
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.usecases.recordings.rebuild_index import RebuildIndex, RebuildResult
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.archive import MemoryArchive, MemoryObject
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending, raw_call
from tests.unit.usecases.recordings.import_setup import ImportSetup


def add_sidecar(
    archive: MemoryArchive, recording_id: str = "r1", service: str = "default"
) -> Recording:
    row = lifecycle.stored(pending(recording_id=recording_id, service=service), AUDIO, NOW)
    archive.write_sidecar(sidecar_of(row, raw_call()))
    return row


def rebuild(
    archive: MemoryArchive, table: MemoryCallsTable, service: str | None = None
) -> RebuildResult:
    return RebuildIndex(table, archive, FakeClock(NOW)).run(service)


def test_the_row_of_a_stored_recording_is_restored() -> None:
    setup = ImportSetup()
    setup.run()
    before, table = setup.stored, MemoryCallsTable()
    assert rebuild(setup.archive, table) == RebuildResult(stored=1)
    after = table.rows[before.key]
    changing = {"history", "revision"}
    assert after.model_dump(exclude=changing) == before.model_dump(exclude=changing)
    assert after.history == (*before.history, after.history[-1])
    assert after.history[-1].event == "rebuilt"


def test_the_call_of_a_recording_is_restored() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    add_sidecar(archive)
    rebuild(archive, table)
    assert table.call_raw(AccountRef("default", "a1"), "c1") == raw_call()


def test_a_decision_is_restored_with_its_reason() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    row = lifecycle.lost(pending(), "deleted_at_ringcentral", NOW)
    archive.write_decision(row, None)
    assert rebuild(archive, table) == RebuildResult(decided=1)
    after = table.rows[row.key]
    assert (after.state, after.reason) == (RecordingState.LOST, "deleted_at_ringcentral")


def test_a_stored_recording_overrides_an_earlier_decision() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    archive.write_decision(lifecycle.unavailable(pending(), "forbidden", NOW), None)
    row = add_sidecar(archive)
    assert rebuild(archive, table) == RebuildResult(stored=1, known=1)
    assert table.rows[row.key].state is RecordingState.STORED


def test_existing_rows_do_not_change() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    row = add_sidecar(archive)
    existing = table.put_recording(pending())
    assert rebuild(archive, table) == RebuildResult(known=1)
    assert table.rows[row.key] == existing


def test_a_second_run_changes_nothing() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    add_sidecar(archive)
    rebuild(archive, table)
    before = dict(table.rows)
    assert rebuild(archive, table) == RebuildResult(known=1)
    assert table.rows == before


def test_a_single_service_can_be_rebuilt() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    add_sidecar(archive, service="default")
    add_sidecar(archive, service="other")
    assert rebuild(archive, table, "other") == RebuildResult(stored=1)
    assert {row.service for row in table.rows.values()} == {"other"}


def test_audio_without_a_sidecar_is_counted() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    add_sidecar(archive, "r1")
    stem = "recordings/default/a1/2026/11/18"
    for name in ("r0.mp3", "r1.wav", "r2.wav"):
        archive.objects[f"{stem}/{name}"] = MemoryObject(b"x", "audio/wav")
    assert rebuild(archive, table) == RebuildResult(stored=1, orphans=2)


def test_unreadable_documents_are_counted_and_do_not_stop_the_rebuild() -> None:
    archive, table = MemoryArchive(), MemoryCallsTable()
    stem = "recordings/default/a1/2026/11/18"
    archive.objects[f"{stem}/a.json"] = MemoryObject(b"{", "application/json")
    archive.objects["recordings/stray.json"] = MemoryObject(b"{}", "application/json")
    add_sidecar(archive)
    moved = archive.objects[f"{stem}/r1.json"]
    archive.objects[f"{stem}/elsewhere.json"] = moved
    assert rebuild(archive, table) == RebuildResult(stored=1, unreadable=3)
