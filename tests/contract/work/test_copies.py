"""The contract of the ports WorkCopies, ErasableCopies and CopyListing, for S3 and the fake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ringkeep.aws.work.copies import ErasedWorkCopies, S3WorkCopies, WorkCopyListing
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.work.copies import WorkContents, WorkCopy
from ringkeep.domain.work.keys import copy_key, recording_of_copy
from ringkeep.domain.work.recording_work import RecordingWork
from ringkeep.errors import Conflict
from ringkeep.usecases.work.ports import CopyListing, ErasableCopies, WorkCopies
from tests.contract.recordings.buckets import BUCKET, moto_bucket
from tests.contract.work.test_recording_work import NOTE
from tests.fakes.work.copies import MemoryWorkCopies

KEY = RecordingKey(service="main", account_id="a/1", recording_id="r#ü")
LONGER = RecordingKey(service="main", account_id="a/1", recording_id="r#ü.json")
OTHER = RecordingKey(service="main-2", account_id="a/1", recording_id="r")


@dataclass(frozen=True)
class Copies:
    copies: WorkCopies
    erasable: ErasableCopies
    listing: CopyListing
    versions: Callable[[], int]


@pytest.fixture(params=["fake", "s3"])
def stored(request: pytest.FixtureRequest) -> Iterator[Copies]:
    if request.param == "fake":
        memory = MemoryWorkCopies()
        yield Copies(memory, memory, memory, lambda: len(memory.versions))
        return
    with moto_bucket() as client:
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield Copies(
            S3WorkCopies(client, BUCKET),
            ErasedWorkCopies(client, BUCKET),
            WorkCopyListing(client, BUCKET),
            lambda: len(client.list_object_versions(Bucket=BUCKET).get("Versions", [])),
        )


def copy(key: RecordingKey = KEY, revision: int = 1) -> WorkCopy:
    work = RecordingWork(tags=("Über",), notes=1, numbers=1, revision=revision)
    return WorkCopy(recording=key, contents=WorkContents(work=work, notes=(NOTE,)))


def test_a_copy_is_replaced_only_by_someone_who_read_it(stored: Copies) -> None:
    assert stored.copies.read(KEY) is None
    stored.copies.save_copy(KEY, copy(), "")
    read = stored.copies.read(KEY)
    assert read is not None
    assert read.copy == copy()
    with pytest.raises(Conflict):
        stored.copies.save_copy(KEY, copy(revision=2), "")
    stored.copies.save_copy(KEY, copy(revision=2), read.version)
    with pytest.raises(Conflict):
        stored.copies.save_copy(KEY, copy(revision=3), read.version)
    again = stored.copies.read(KEY)
    assert again is not None
    assert again.copy == copy(revision=2)
    stored.copies.delete_copy(KEY)
    assert stored.copies.read(KEY) is None
    with pytest.raises(Conflict):
        stored.copies.save_copy(KEY, copy(revision=3), again.version)


def test_the_copies_of_a_service_are_listed(stored: Copies) -> None:
    for key in (KEY, LONGER, OTHER):
        stored.copies.save_copy(key, copy(key), "")
    assert set(stored.listing.copied("main")) == {KEY, LONGER}
    assert list(stored.listing.copied("none")) == []


def test_an_erasure_deletes_every_version(stored: Copies) -> None:
    stored.copies.save_copy(LONGER, copy(LONGER), "")
    stored.copies.save_copy(KEY, copy(), "")
    read = stored.copies.read(KEY)
    assert read is not None
    stored.copies.save_copy(KEY, copy(revision=2), read.version)
    stored.copies.delete_copy(KEY)
    for _ in range(2):
        stored.erasable.erase_copy(KEY)
        assert stored.versions() == 1
    assert list(stored.listing.copied("main")) == [LONGER]


def test_an_object_that_is_no_copy_is_none() -> None:
    assert recording_of_copy(copy_key(KEY)) == KEY
    for name in ("work/main/1.json", "postings/main/1/2.json", "work/main/1/2.txt", ""):
        assert recording_of_copy(name) is None


def test_an_unreadable_copy_is_replaced() -> None:
    with moto_bucket() as client:
        copies = S3WorkCopies(client, BUCKET)
        client.put_object(Bucket=BUCKET, Key=copy_key(KEY), Body=b"{")
        read = copies.read(KEY)
        assert read is not None
        assert read.copy is None
        copies.save_copy(KEY, copy(), read.version)
