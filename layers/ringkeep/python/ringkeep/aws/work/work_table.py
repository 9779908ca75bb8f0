"""What people wrote about recordings, and the names of their tags, in the table of people's work.

    pk `recording#{service}#{account}#{recording}`  sk `work`               tags, and how many notes there are
                                                    sk `note#{id}`          a note
                                                    sk `bookmarks#{user}`   the bookmarks of one person
    pk `tags#{service}`                             sk the tag's value      its name, and how many have it
    pk `tags_of#{service}#{user}`                   sk the tag's value      a name that the person has given

All that concerns a recording has one partition, so that an erasure finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table, transact
from ringkeep.aws.transactions import Check, Delete, Key, Put, Update, Write
from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.search.documents import tag_value
from ringkeep.domain.work.bookmarks import Bookmarks
from ringkeep.domain.work.copies import WorkContents
from ringkeep.domain.work.keys import BOOKMARKS, NOTE, WORK, partition_of
from ringkeep.domain.work.notes import Note
from ringkeep.domain.work.recording_work import RecordingWork
from ringkeep.errors import Conflict
from ringkeep.usecases.work.ports import NoteWrite, WorkWrite

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_IS_NEW: Final = "attribute_not_exists(pk)"
_AS_READ: Final = "revision = :expected"
_NOT_ERASED: Final = "attribute_not_exists(#erased) OR #erased = :no"

AuditWrites = Callable[[AuditEntry], tuple[str, Write]]
"""Returns the request that writes an audit entry, with the name of its table."""
RowWrites = Callable[[RecordingKey, Sequence[str]], tuple[str, Write]]
"""Returns the request that shows the tags in the recording's row."""


class DynamoRecordingWork:
    """The RecordingWorkStore port. Who only reads or restores needs neither audit entries nor rows."""

    def __init__(
        self,
        client: DynamoDBClient,
        table_name: str,
        audited: AuditWrites | None = None,
        shown: RowWrites | None = None,
    ) -> None:
        self._client = client
        self._table = Table(client, table_name)
        self._audited = audited
        self._shown = shown

    def work(self, key: RecordingKey) -> RecordingWork:
        item = self._table.get(work_key(key))
        return RecordingWork.model_validate(item) if item else RecordingWork()

    def notes(self, key: RecordingKey) -> Sequence[Note]:
        values: Item = {":pk": partition_of(key), ":note": NOTE}
        items = self._table.query("pk = :pk AND begins_with(sk, :note)", values)
        return sorted(map(Note.model_validate, items), key=lambda note: note.number)

    def note(self, key: RecordingKey, note_id: str) -> Note | None:
        item = self._table.get(note_key(key, note_id))
        return Note.model_validate(item) if item else None

    def write_work(self, key: RecordingKey, write: WorkWrite) -> None:
        requests = [(self._table.name, each) for each in _requests(key, write)]
        if write.audit and self._audited:
            requests.append(self._audited(write.audit))
        if write.work and self._shown and (write.tags_added or write.tags_removed):
            requests.append(self._shown(key, write.work.tags))
        transact(self._client, requests)
        self._forget_unused(key.service, write.tags_removed)

    def bookmarks(self, key: RecordingKey, user_id: str) -> Bookmarks:
        item = self._table.get(_bookmarks_key(key, user_id))
        return Bookmarks.model_validate(item) if item else Bookmarks()

    def save_bookmarks(self, key: RecordingKey, user_id: str, bookmarks: Bookmarks) -> None:
        item = _bookmarks_item(key, user_id, bookmarks)
        still_there = Check(work_key(key), _NOT_ERASED, {":no": False})
        self._table.transact([_put_revision(item, bookmarks.revision), still_there])

    def _forget_unused(self, service: str, names: Sequence[str]) -> None:
        """An item that no recording needs any more. One that is used again meanwhile stays."""
        for name in names:
            with suppress(Conflict):
                self._table.delete(_name_key(service, name), "#used <= :none", {":none": 0})


class DynamoKeptWork(DynamoRecordingWork):
    """The KeptWork port."""

    def contents(self, key: RecordingKey) -> WorkContents:
        items = list(self._table.query("pk = :pk", {":pk": partition_of(key)}))
        found = {str(item["sk"]): item for item in items}
        notes = [Note.model_validate(item) for sk, item in found.items() if sk.startswith(NOTE)]
        return WorkContents(
            work=RecordingWork.model_validate(found.get(WORK, {})),
            notes=tuple(sorted(notes, key=lambda note: note.number)),
            bookmarks={
                sk.removeprefix(BOOKMARKS): Bookmarks.model_validate(item)
                for sk, item in found.items()
                if sk.startswith(BOOKMARKS)
            },
        )

    def add_missing(
        self, key: RecordingKey, notes: Sequence[Note], bookmarks: Mapping[str, Bookmarks]
    ) -> None:
        marked = (_bookmarks_item(key, user, each) for user, each in bookmarks.items())
        for item in (*(note_item(key, note) for note in notes), *marked):
            with suppress(Conflict):
                self._table.put_new(item)

    def erase(self, key: RecordingKey) -> None:
        """Someone who writes at this moment relies on the item of the work, which says that it is erased."""
        before = self.work(key)
        if not before.erased:
            after = RecordingWork(revision=before.revision + 1, erased=True)
            self.write_work(key, WorkWrite(work=after, tags_removed=before.tags))
        values: Item = {":pk": partition_of(key)}
        for item in list(self._table.query("pk = :pk", values, attributes=("pk", "sk"))):
            if item["sk"] != WORK:
                self._table.delete({"pk": str(item["pk"]), "sk": str(item["sk"])})


class DynamoTagNames:
    """The TagNames port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def names(self, service: str, limit: int) -> Sequence[str]:
        values: Item = {":pk": f"tags#{service}"}
        items = self._table.query("pk = :pk", values, limit=limit, consistent=False)
        return [str(item["name"]) for item in items if _is_used(item)]

    def names_of(self, service: str, user_id: str, limit: int) -> Sequence[str]:
        values: Item = {":pk": _given(service, user_id)}
        items = self._table.query("pk = :pk", values, limit=limit, consistent=False)
        return [str(item["name"]) for item in items]

    def remember(self, service: str, user_id: str, names: Sequence[str]) -> None:
        for name in names:
            key = {"pk": _given(service, user_id), "sk": tag_value(name)}
            self._table.put({**key, "name": name, "entity": "given_tag"})


def work_key(key: RecordingKey) -> dict[str, str]:
    return {"pk": partition_of(key), "sk": WORK}


def note_key(key: RecordingKey, note_id: str) -> dict[str, str]:
    return {"pk": partition_of(key), "sk": f"{NOTE}{note_id}"}


def work_item(key: RecordingKey, work: RecordingWork) -> Item:
    return {**work_key(key), **_about(key, WORK), **work.model_dump(mode="json")}


def note_item(key: RecordingKey, note: Note) -> Item:
    fields = note.model_dump(mode="json", exclude_none=True)
    return {**fields, **note_key(key, note.id), **_about(key, "note")}


def _bookmarks_key(key: RecordingKey, user_id: str) -> dict[str, str]:
    return {"pk": partition_of(key), "sk": f"{BOOKMARKS}{user_id}"}


def _bookmarks_item(key: RecordingKey, user_id: str, bookmarks: Bookmarks) -> Item:
    fields = bookmarks.model_dump(mode="json")
    return {**fields, **_bookmarks_key(key, user_id), **_about(key, "bookmarks")}


def _about(key: RecordingKey, entity: str) -> dict[str, str]:
    """The attributes by which an item says what it is about."""
    return {**key.model_dump(), "entity": entity}


def _name_key(service: str, name: str) -> Key:
    return {"pk": f"tags#{service}", "sk": tag_value(name)}


def _given(service: str, user_id: str) -> str:
    return f"tags_of#{service}#{user_id}"


def _is_used(item: Item) -> bool:
    used = item.get("used")
    return isinstance(used, int | float) and used > 0


def _requests(key: RecordingKey, write: WorkWrite) -> Iterator[Write]:
    if write.work:
        yield _put_revision(work_item(key, write.work), write.work.revision)
    if write.note:
        yield _note(key, write.note)
    for name in write.tags_added:
        values: Item = {":one": 1, ":name": name, ":entity": "tag"}
        expression = "ADD #used :one SET #name = if_not_exists(#name, :name), #entity = :entity"
        yield Update(_name_key(key.service, name), expression, values=values)
    for name in write.tags_removed:
        yield Update(_name_key(key.service, name), "ADD #used :less", values={":less": -1})


def _put_revision(item: Item, revision: int) -> Put:
    if revision == 1:
        return Put(item, _IS_NEW)
    return Put(item, _AS_READ, {":expected": revision - 1})


def _note(key: RecordingKey, write: NoteWrite) -> Write:
    before, after = write.before, write.after
    if before is None and after is not None:
        return Put(note_item(key, after), _IS_NEW)
    if before is None:
        raise ValueError("a note that neither was nor will be")
    expected: Item = {":expected": before.version}
    if after is None:
        return Delete(note_key(key, before.id), "#version = :expected", expected)
    return Put(note_item(key, after), "#version = :expected", expected)
