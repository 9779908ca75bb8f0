"""The contract of the Archive port, for S3 and the in-memory fakes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ringkeep.aws.recordings.archive import S3Archive
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import PART_SIZE, Body, Hasher, Sidecar, sidecar_of
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import Conflict, StorageFailed
from ringkeep.usecases.recordings.ports import Archive
from tests.contract.recordings.buckets import BUCKET, moto_bucket
from tests.fakes.recordings.archive import FailingArchive, MemoryArchive
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending, raw_call

OPAQUE = 'a"b+c/ä 你.mp3'


@pytest.fixture(params=["fake", "failing fake", "s3"])
def archive(request: pytest.FixtureRequest) -> Iterator[Archive]:
    if request.param == "fake":
        yield MemoryArchive()
    elif request.param == "failing fake":
        yield FailingArchive()
    else:
        with moto_bucket() as client:
            yield S3Archive(client, BUCKET)


def body(folder: Path, content: bytes = b"RIFF audio", extension: str = "wav") -> Body:
    path = folder / f"{extension}-{len(content)}"
    path.write_bytes(content)
    hasher = Hasher()
    hasher.update(content)
    return Body(path=path, digest=hasher.digest(), extension=extension, content_type="audio/wav")


def stored_row(row: Recording) -> Recording:
    return lifecycle.stored(row, AUDIO, NOW)


def newer_call(**fields: str) -> JsonObject:
    return raw_call(lastModifiedTime="2026-11-19T00:00:00.000Z", **fields)


def only_sidecar(archive: Archive) -> Sidecar:
    keys = [key for key in archive.recording_keys() if key.endswith(".json")]
    assert len(keys) == 1
    return archive.read_sidecar(keys[0])


def test_audio_is_not_found_before_it_is_stored(archive: Archive) -> None:
    assert archive.find(pending()) is None


@pytest.mark.parametrize("size", [10, PART_SIZE, PART_SIZE + 1, 2 * PART_SIZE + 17])
def test_stored_audio_is_found_and_fetched_with_the_same_checksums(
    archive: Archive, tmp_path: Path, size: int
) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    stored = archive.store(pending(), body(tmp_path, content))
    found = archive.find(pending())
    assert found is not None
    assert (found.object_key, found.size, found.extension) == (stored.object_key, size, "wav")
    fetched = archive.fetch(found, tmp_path / "copy")
    assert fetched == stored.model_copy(update={"adopted": True})
    assert (tmp_path / "copy").read_bytes() == content


def test_the_same_bytes_are_adopted_instead_of_stored_again(
    archive: Archive, tmp_path: Path
) -> None:
    first = archive.store(pending(), body(tmp_path))
    again = archive.store(pending(), body(tmp_path))
    assert again == first.model_copy(update={"adopted": True})


def test_large_audio_is_adopted_by_its_composite_checksum(archive: Archive, tmp_path: Path) -> None:
    large = body(tmp_path, b"y" * (PART_SIZE + 5))
    archive.store(pending(), large)
    assert archive.store(pending(), large).adopted


@pytest.mark.parametrize("size", [10, PART_SIZE + 1])
def test_other_bytes_do_not_replace_a_stored_object(
    archive: Archive, tmp_path: Path, size: int
) -> None:
    first = archive.store(pending(), body(tmp_path, b"first"))
    with pytest.raises(Conflict):
        archive.store(pending(), body(tmp_path, b"o" * size))
    found = archive.find(pending())
    assert found is not None
    assert archive.fetch(found, tmp_path / "copy").sha256 == first.sha256


def test_bytes_that_changed_on_the_disk_are_rejected(archive: Archive, tmp_path: Path) -> None:
    changed = body(tmp_path)
    changed.path.write_bytes(b"RIFF audiO")
    with pytest.raises(StorageFailed):
        archive.store(pending(), changed)


def test_audio_of_ids_with_any_characters_is_found(archive: Archive, tmp_path: Path) -> None:
    unusual = pending(recording_id=OPAQUE, account_id="a+1")
    archive.store(unusual, body(tmp_path, b"odd"))
    archive.store(pending(), body(tmp_path, b"plain"))
    found = archive.find(unusual)
    assert found is not None
    assert found.size == 3


def test_an_id_that_is_the_beginning_of_another_finds_only_its_own_audio(
    archive: Archive, tmp_path: Path
) -> None:
    archive.store(pending(recording_id="r12"), body(tmp_path))
    assert archive.find(pending(recording_id="r1")) is None
    archive.store(pending(recording_id="r1.wav"), body(tmp_path))
    assert archive.find(pending(recording_id="r1")) is None


def test_a_sidecar_is_not_found_as_audio(archive: Archive) -> None:
    archive.write_sidecar(sidecar_of(stored_row(pending()), raw_call()))
    assert archive.find(pending()) is None


def test_fetching_a_missing_object_is_a_failure(archive: Archive, tmp_path: Path) -> None:
    archive.store(pending(), body(tmp_path))
    found = archive.find(pending())
    assert found is not None
    missing = found.model_copy(update={"object_key": "recordings/default/a1/2026/11/18/no.wav"})
    with pytest.raises(StorageFailed):
        archive.fetch(missing, tmp_path / "copy")


def test_a_sidecar_is_read_as_it_was_written(archive: Archive) -> None:
    sidecar = sidecar_of(
        stored_row(pending()), raw_call(novelty={"deep": [1, None, "ü"]})
    ).model_copy(update={"peaks": ((0.1, 0.25), (0.0, 1.0)), "observations": ("silent",)})
    archive.write_sidecar(sidecar)
    assert only_sidecar(archive) == sidecar


def test_an_older_call_does_not_replace_a_sidecar(archive: Archive) -> None:
    archive.write_sidecar(sidecar_of(stored_row(pending()), newer_call()))
    archive.write_sidecar(sidecar_of(stored_row(pending()), raw_call()))
    assert only_sidecar(archive).call_raw == newer_call()


def test_a_newer_call_replaces_the_sidecar(archive: Archive) -> None:
    archive.write_sidecar(sidecar_of(stored_row(pending()), raw_call()))
    archive.write_sidecar(sidecar_of(stored_row(pending()), newer_call()))
    assert only_sidecar(archive).call_raw == newer_call()


def test_refreshing_replaces_the_call_and_keeps_the_waveform(archive: Archive) -> None:
    first = sidecar_of(stored_row(pending()), raw_call())
    archive.write_sidecar(first.model_copy(update={"peaks": ((0.5,),)}))
    assert archive.refresh_sidecar(stored_row(pending()), newer_call(result="Voicemail"))
    refreshed = only_sidecar(archive)
    assert refreshed.call_raw == newer_call(result="Voicemail")
    assert refreshed.peaks == ((0.5,),)


def test_refreshing_with_the_same_call_writes_nothing(archive: Archive) -> None:
    archive.write_sidecar(sidecar_of(stored_row(pending()), raw_call()))
    assert not archive.refresh_sidecar(stored_row(pending()), raw_call(result="Other"))
    assert only_sidecar(archive).call_raw == raw_call()


def test_refreshing_creates_a_missing_sidecar(archive: Archive) -> None:
    assert archive.refresh_sidecar(stored_row(pending()), raw_call())
    assert only_sidecar(archive).recording.audio == AUDIO


def test_a_later_decision_replaces_an_earlier_one(archive: Archive) -> None:
    archive.write_decision(lifecycle.unavailable(pending(), "forbidden", NOW), None)
    archive.write_decision(lifecycle.lost(pending(), "expired", NOW), raw_call())
    (key,) = archive.decision_keys()
    decision = archive.read_decision(key)
    assert (decision.recording.reason, decision.call_raw) == ("expired", raw_call())


def test_quarantined_bytes_are_not_listed_as_recordings(archive: Archive, tmp_path: Path) -> None:
    key = archive.quarantine(pending(), body(tmp_path, b"%PDF", "pdf"))
    assert key == "quarantine/default/a1/2026/11/18/r1.pdf"
    assert archive.quarantine(pending(), body(tmp_path, b"%PDF", "pdf")) == key
    assert archive.find(pending()) is None
    assert list(archive.recording_keys()) == []


def test_keys_of_one_service_are_listed_in_order(archive: Archive, tmp_path: Path) -> None:
    for service in ("other", "default", "default-2"):
        row = pending(service=service)
        archive.store(row, body(tmp_path))
        archive.write_sidecar(sidecar_of(stored_row(row), raw_call()))
    stem = "recordings/default/a1/2026/11/18/r1"
    assert list(archive.recording_keys("default")) == [f"{stem}.json", f"{stem}.wav"]
    assert len(list(archive.recording_keys())) == 6


def test_reading_an_invalid_document_raises_value_error(archive: Archive, tmp_path: Path) -> None:
    stored = archive.store(pending(), body(tmp_path, b"not json"))
    with pytest.raises(ValueError, match="not a valid document"):
        archive.read_sidecar(stored.object_key)
    with pytest.raises(ValueError, match="not a valid document"):
        archive.read_decision("decisions/missing.json")


def test_a_record_is_set_aside_once(archive: Archive) -> None:
    account, record = pending().account, raw_call(id=None)
    assert archive.set_aside(account, record, "unreadable")
    assert not archive.set_aside(account, record, "unreadable")
    assert archive.set_aside(account, raw_call(id=""), "unreadable")
    assert list(archive.recording_keys()) == list(archive.decision_keys()) == []


def test_a_record_that_is_nested_too_deeply_can_be_set_aside(archive: Archive) -> None:
    deep: JsonObject = {}
    for _ in range(100_000):
        deep = {"a": deep}
    assert archive.set_aside(pending().account, {"id": "c1", "deep": deep}, "incomplete")
