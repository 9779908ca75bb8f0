"""`ringkeep erase` on the deployed stack: every version of every object goes, and nothing comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.clients import Clients
from local.stack import LocalStack
from ringkeep.aws.work.work_table import DynamoKeptWork
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.search.keys import identity_of
from ringkeep.domain.work.keys import copy_key
from ringkeep.domain.work.notes import Note
from ringkeep.domain.work.recording_work import RecordingWork
from ringkeep.usecases.work.ports import NoteWrite, WorkWrite
from tests.integration.accounts import Connected, connected, small_account
from tests.integration.conftest import eventually

REASON = "request 17 of a customer"
NOTE = "the customer sounded unhappy"


@pytest.fixture(scope="module")
def service(stack: LocalStack, clients: Clients) -> Iterator[Connected]:
    """Two recordings are imported and indexed. One is erased."""
    with connected(stack, clients, small_account(2)) as service:
        service.add("--no-backfill")
        service.poll("nightly")
        service.import_until_settled(2)
        eventually(lambda: len(indexed(service)) == 2)
        erased = sorted(service.rows())[0]
        write_note(service, erased)
        answer = stack.command_line(
            "erase", erased, "--service", service.name, "--reason", REASON, "--yes"
        )
        assert f":{erased} was erased" in answer
        yield service


def write_note(service: Connected, recording_id: str) -> None:
    """Waits for its copy in the bucket."""
    row = service.rows()[recording_id]
    key = RecordingKey(
        service=service.name, account_id=str(row["account_id"]), recording_id=recording_id
    )
    note = Note(
        id="n1",
        number=1,
        text=NOTE,
        author_id="u1",
        author_name="Ann Lee",
        created_at=1.0,
        changed_at=1.0,
    )
    table = DynamoKeptWork(service.clients.dynamodb, service.stack.outputs["WorkTableName"])
    work = RecordingWork(tags=("billing",), notes=1, numbers=1, revision=1)
    table.write_work(key, WorkWrite(work=work, note=NoteWrite(None, note), tags_added=["billing"]))
    eventually(lambda: [each for each in versions(service) if each == copy_key(key)])


def erased_and_kept(service: Connected) -> tuple[str, str]:
    first, second = sorted(service.rows())
    return first, second


def indexed(service: Connected) -> set[str]:
    """The recordings that have postings."""
    begin = f"{service.name}#all#"
    rows = service.clients._scan("SearchTableName")
    return {
        identity_of(str(each["sk"])).recording_id
        for each in rows
        if str(each["pk"]).startswith(begin)
    }


def versions(service: Connected) -> list[str]:
    """The keys of all versions and delete markers of the service."""
    bucket = service.stack.outputs["RecordingsBucketName"]
    pages = service.clients.s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
    found = [
        each
        for page in pages
        for each in (*page.get("Versions", []), *page.get("DeleteMarkers", []))
    ]
    return [str(each["Key"]) for each in found if f"/{service.name}/" in str(each["Key"])]


def test_one_version_of_one_document_stays(service: Connected) -> None:
    erased, kept = erased_and_kept(service)
    left = [key for key in versions(service) if f"/{erased}." in key]
    assert [key.partition("/")[0] for key in left] == ["decisions"]
    assert any(key.startswith("recordings/") and f"/{kept}." in key for key in versions(service))


def test_it_has_no_posting_and_the_other_one_has(service: Connected) -> None:
    _, kept = erased_and_kept(service)
    assert indexed(service) == {kept}


def test_the_row_and_the_audit_log_say_who_and_why(service: Connected, clients: Clients) -> None:
    erased, _ = erased_and_kept(service)
    row = service.rows()[erased]
    assert (row["state"], row["reason"], row["erasure"]["reason"]) == ("erased", "erased", REASON)
    entries = [str(each) for each in clients._scan("PeopleTableName") if erased in str(each)]
    assert any("recordings.erase" in each and REASON in each for each in entries)


def test_what_people_wrote_is_gone(service: Connected, clients: Clients) -> None:
    assert NOTE not in str(list(clients._scan("WorkTableName")))


def test_neither_a_sweep_nor_a_rebuild_brings_it_back(
    service: Connected, stack: LocalStack
) -> None:
    erased, kept = erased_and_kept(service)
    service.poll("weekly")
    service.invoke("ScheduleImportsFunctionName")
    stack.command_line("rebuild-index", service.name)
    states = service.states()
    assert (states[erased], states[kept]) == ("erased", "stored")
    assert indexed(service) == {kept}
    assert not [
        key for key in versions(service) if key.startswith("recordings/") and f"/{erased}." in key
    ]
